namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What a sandbox may use. By cgroup where one can be written, by rlimit and the size of a file system always.</summary>
internal sealed record SandboxLimits
{
    public long MemoryBytes { get; init; } = 512L * 1024 * 1024;

    public int Processes { get; init; } = 256;

    public double Cpus { get; init; } = 2;

    public long DiskBytes { get; init; } = 1024L * 1024 * 1024;

    public long FileBytes { get; init; } = 512L * 1024 * 1024;

    public int OpenFiles { get; init; } = 1024;

    /// <summary>What each process may use of the processors, all in all; one that spins for ever ends by it.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromHours(4);
}
