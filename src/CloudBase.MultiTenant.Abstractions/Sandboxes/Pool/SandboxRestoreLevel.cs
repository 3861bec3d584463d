namespace CloudBase.MultiTenant;

/// <summary>How much of a tenant's own sandbox was brought back; the ladder is gone down until one holds.</summary>
public enum SandboxRestoreLevel
{
    /// <summary>Nothing: it is a new one.</summary>
    None,

    /// <summary>The files, in another sandbox that was started from the tenant's snapshot.</summary>
    Snapshot,

    /// <summary>The files; processes had ended.</summary>
    Disk,

    /// <summary>The files and the processes, from a pause that kept memory.</summary>
    Memory,

    /// <summary>Everything: it had not been paused yet.</summary>
    Running,
}
