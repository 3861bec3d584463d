using QuickStart.CommandLine;

return await QuickStartCommand.RunAsync(args);
