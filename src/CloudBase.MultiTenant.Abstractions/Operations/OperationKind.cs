namespace CloudBase.MultiTenant;

/// <summary>What a durable operation does.</summary>
public enum OperationKind
{
    /// <summary>Obtains an environment and makes it a tenant's.</summary>
    Provision,

    /// <summary>Takes access away and keeps the environment.</summary>
    Suspend,

    /// <summary>Gives access back.</summary>
    Reactivate,

    /// <summary>Moves the environment to another package.</summary>
    ChangePlan,

    /// <summary>Renews the isolation strategy's permanent keys.</summary>
    RotateKeys,

    /// <summary>Renews the package before it lapses.</summary>
    Renew,

    /// <summary>Revokes access and removes the environment.</summary>
    Deprovision,

    /// <summary>Removes an environment's tag once the purge lets it.</summary>
    ReleaseMarker,

    /// <summary>Obtains an environment for the pool.</summary>
    FillPool,

    /// <summary>Removes a pool's environment that nobody claimed.</summary>
    DrainPoolMember,

    /// <summary>Gives the environment what a template says, and reads it back.</summary>
    ApplyTemplate,
}
