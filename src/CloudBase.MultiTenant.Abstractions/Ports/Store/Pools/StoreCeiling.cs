namespace CloudBase.MultiTenant.Ports;

/// <summary>Which ceiling a refused change would have passed, so that nobody has to read a text to tell a full pool from a lost race.</summary>
public enum StoreCeiling
{
    /// <summary><see cref="SandboxCeilings.PoolTotal"/>, or the ceiling of a pool of environments.</summary>
    PoolTotal,

    /// <summary><see cref="SandboxCeilings.PoolNeutral"/>.</summary>
    PoolNeutral,

    /// <summary><see cref="SandboxCeilings.TenantRunning"/>.</summary>
    TenantRunning,

    /// <summary><see cref="SandboxCeilings.TenantTotal"/>.</summary>
    TenantTotal,

    /// <summary><see cref="SandboxCeilings.TenantPausedBytes"/>.</summary>
    TenantPausedBytes,
}
