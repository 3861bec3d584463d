namespace CloudBase.MultiTenant;

/// <summary>What a pause keeps.</summary>
public enum SandboxPauseMode
{
    /// <summary>Disk and memory: processes go on where they were.</summary>
    KeepMemory,

    /// <summary>Disk only: processes end, and a resume starts anew on the same files. Costs less.</summary>
    DiskOnly,
}
