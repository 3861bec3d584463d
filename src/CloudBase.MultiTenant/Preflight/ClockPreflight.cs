using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>How far this machine's clock is from the cloud's.</summary>
internal sealed class ClockPreflight(IEnvironmentCloud cloud) : IPreflightCheck
{
    /// <summary>Orders are signed with this clock, and a cloud takes a signature for minutes only.</summary>
    private static readonly TimeSpan Warning = TimeSpan.FromMinutes(1);

    public string Name => "clock";

    public PreflightStage Stage => PreflightStage.Access;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        CloudClock clock = await cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false);
        string what = $"The cloud's clock is {clock.Offset:c} ahead of this machine's.";
        return clock.Offset.Duration() <= Warning
            ? PreflightFinding.Ok(Name, clock.Offset == TimeSpan.Zero ? "This machine's clock agrees with the cloud's." : what)
            : PreflightFinding.Warning(Name, what, "Set this machine's clock and keep it set (NTP): further off, nothing is paid any more.");
    }
}
