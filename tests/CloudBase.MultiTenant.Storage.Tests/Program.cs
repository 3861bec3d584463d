using CloudBase.MultiTenant.Storage.Tests.Kill;

return args is [KillTarget.Verb, var file, var name]
    ? await KillTarget.RunAsync(file, name)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
