using System.Globalization;
using CloudBase.MultiTenant.EndToEnd.Tests.Broker;
using CloudBase.MultiTenant.EndToEnd.Tests.Offline;

return args switch
{
    [BrokerProcess.Verb, var folder, var endpoint, var managementEnvironment, var claimDuration] =>
        await BrokerProcess.RunAsync(folder, new Uri(endpoint), managementEnvironment, TimeSpan.Parse(claimDuration, CultureInfo.InvariantCulture)),
    [UseEmulatorProcess.Verb] => await UseEmulatorProcess.RunAsync(),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
