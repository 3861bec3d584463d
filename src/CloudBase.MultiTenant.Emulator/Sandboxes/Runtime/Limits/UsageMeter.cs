namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>What a sandbox uses; processor time is that since the last measurement, 100 being one processor.</summary>
internal sealed class UsageMeter(Cgroup cgroup)
{
    private readonly Lock _gate = new();
    private long _at = TimeProvider.System.GetTimestamp();
    private TimeSpan _cpu;

    public SandboxUsage Measure(long diskBytes)
    {
        (long memory, long cache, TimeSpan cpu) = cgroup.Measure();
        lock (_gate)
        {
            TimeSpan elapsed = TimeProvider.System.GetElapsedTime(_at);
            double percent = elapsed > TimeSpan.Zero ? Math.Max(0, 100 * (cpu - _cpu) / elapsed) : 0;
            (_at, _cpu) = (TimeProvider.System.GetTimestamp(), cpu);
            return new SandboxUsage(percent, memory, cache, diskBytes);
        }
    }
}
