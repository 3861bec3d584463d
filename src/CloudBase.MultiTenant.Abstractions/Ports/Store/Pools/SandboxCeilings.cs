namespace CloudBase.MultiTenant.Ports;

/// <summary>What must hold in the store after a change of a sandbox's row, that row counted in, in the same transaction. A null ceiling is not counted.</summary>
/// <remarks>A tenant's rows are those of all its generations, in all pools of the account. The tenant's ceilings do not concern a row without a tenant.</remarks>
public sealed record SandboxCeilings
{
    /// <summary>Gets how many rows the pool may have that are not paused.</summary>
    public int? PoolTotal { get; init; }

    /// <summary>Gets how many rows without a tenant the pool may have for this row's template, those not counted that are being stopped.</summary>
    public int? PoolNeutral { get; init; }

    /// <summary>Gets how many rows the row's tenant may have that are not paused.</summary>
    public int? TenantRunning { get; init; }

    /// <summary>Gets how many rows the row's tenant may have, paused ones too.</summary>
    public int? TenantTotal { get; init; }

    /// <summary>Gets what the <see cref="SandboxMember.PausedBytes"/> of the tenant's rows may add up to, whatever their state, so that a pause can be reserved.</summary>
    public long? TenantPausedBytes { get; init; }
}
