using System.Globalization;
using CloudBase.MultiTenant.EndToEnd.Tests.Broker;

return args is [BrokerProcess.Verb, var folder, var endpoint, var managementEnvironment, var claimDuration]
    ? await BrokerProcess.RunAsync(folder, new Uri(endpoint), managementEnvironment, TimeSpan.Parse(claimDuration, CultureInfo.InvariantCulture))
    : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
