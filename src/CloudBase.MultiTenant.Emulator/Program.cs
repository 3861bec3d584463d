using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

UserNamespace.EnterIfNeeded(args);
return await EmulatorCommand.RunAsync(args).ConfigureAwait(false);
