using System.Globalization;
using CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

return args switch
{
    [SchedulePlayer.Verb, var first, var count, .. var rest] =>
        await SchedulePlayer.RunAsync(int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture), rest is [SchedulePlayer.Told]),
    _ => await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
};
