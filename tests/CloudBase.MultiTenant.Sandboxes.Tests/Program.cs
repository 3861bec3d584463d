using CloudBase.MultiTenant.Sandboxes.Tests.Pool.Kill;

return args is [PoolProcess.Verb, var moment, .. var where]
    ? await PoolProcess.RunAsync(Enum.Parse<KillMoment>(moment), where)
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
