namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What a sandbox uses now.</summary>
internal sealed record SandboxUsage(double CpuPercent, long MemoryBytes, long MemoryCacheBytes, long DiskBytes);
