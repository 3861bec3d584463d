namespace CloudBase.MultiTenant.Ports;

/// <summary>What must hold in the store after a change of a sandbox's row, counted in the same transaction. A null ceiling is not counted.</summary>
public sealed record SandboxCeilings
{
    /// <summary>Gets how many rows the pool may have that are not paused.</summary>
    public int? PoolTotal { get; init; }

    /// <summary>Gets how many rows without a tenant the pool may have for this row's template.</summary>
    public int? PoolNeutral { get; init; }

    /// <summary>Gets how many rows the row's tenant may have in all pools of the account that are not paused.</summary>
    public int? TenantRunning { get; init; }

    /// <summary>Gets how many rows the row's tenant may have in all pools of the account, paused ones too.</summary>
    public int? TenantTotal { get; init; }

    /// <summary>Gets how many bytes the tenant's paused sandboxes may take together.</summary>
    public long? TenantPausedBytes { get; init; }
}
