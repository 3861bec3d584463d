namespace CloudBase.MultiTenant.Ports;

/// <summary>Where a pool's environment stands.</summary>
public enum PooledEnvironmentState
{
    /// <summary>It is being ordered, delivered or given its template.</summary>
    Creating,

    /// <summary>It is ready to be claimed.</summary>
    Ready,

    /// <summary>A tenant has it.</summary>
    Claimed,

    /// <summary>It could not be made ready; what is bought is kept, to be repaired, parked or destroyed.</summary>
    Failed,

    /// <summary>It is being removed within the deletion budget.</summary>
    Draining,

    /// <summary>It is kept until it lapses: nobody renews it, and nobody is given it.</summary>
    Parked,

    /// <summary>It is gone.</summary>
    Removed,
}
