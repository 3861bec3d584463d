using CloudBase.MultiTenant.Emulator;

return await EmulatorCommand.RunAsync(args).ConfigureAwait(false);
