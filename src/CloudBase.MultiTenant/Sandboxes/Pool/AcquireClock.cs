namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Times the parts of one call. Not thread-safe.</summary>
internal sealed class AcquireClock(TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private long _last = time.GetTimestamp();

    public TimeSpan Admission { get; private set; }

    public TimeSpan Claim { get; private set; }

    public TimeSpan Provider { get; private set; }

    public TimeSpan Bind { get; private set; }

    public TimeSpan Total => time.GetElapsedTime(_begun);

    /// <summary>How long ago it was looked whether the tenant may have a sandbox.</summary>
    public TimeSpan SinceAdmission => Total - Admission;

    public void EndAdmission() => Admission += Lap();

    public void EndClaim() => Claim += Lap();

    public void EndProvider() => Provider += Lap();

    public void EndBind() => Bind += Lap();

    public SandboxArrival Arrived(SandboxOrigin origin, SandboxRestoreLevel level, IReadOnlyList<string> refused) => new()
    {
        Origin = origin,
        Level = level,
        Refused = refused,
        Total = Total,
        Admission = Admission,
        Claim = Claim,
        Provider = Provider,
        Bind = Bind,
    };

    private TimeSpan Lap()
    {
        long now = time.GetTimestamp();
        TimeSpan lap = time.GetElapsedTime(_last, now);
        _last = now;
        return lap;
    }
}
