namespace CloudBase.MultiTenant;

/// <summary>Where a tenant stands. Every state but <see cref="Deprovisioned"/> has a way out.</summary>
public enum TenantState
{
    /// <summary>Its environment is being obtained; an operation is under way.</summary>
    Provisioning,

    /// <summary>Its environment works and credentials are handed out.</summary>
    Active,

    /// <summary>Access is being taken away; an operation is under way.</summary>
    Suspending,

    /// <summary>Access is taken away; the environment stays and stays paid.</summary>
    Suspended,

    /// <summary>Access is being given back; an operation is under way.</summary>
    Reactivating,

    /// <summary>Its environment is being removed; an operation is under way.</summary>
    Deprovisioning,

    /// <summary>Its environment is isolated or gone. Ensuring the tenant again starts a new generation.</summary>
    Deprovisioned,

    /// <summary>An operation needs a person's decision; <see cref="Tenant.StateReason"/> says which, and the operation can be resumed or cancelled.</summary>
    Parked,

    /// <summary>Provisioning was cancelled or failed before anything was bought. Ensuring the tenant again starts a new generation.</summary>
    Cancelled,

    /// <summary>It is no tenant: the row under which an environment of the pool is ordered, renewed and removed. Never listed as a tenant.</summary>
    Pooled,
}
