namespace CloudBase.MultiTenant.Ports;

/// <summary>Where a pool's sandbox stands.</summary>
public enum SandboxMemberState
{
    /// <summary>It is being started.</summary>
    Creating,

    /// <summary>It is warm, checked and nobody's.</summary>
    Ready,

    /// <summary>It is claimed for a tenant and not handed over yet.</summary>
    Binding,

    /// <summary>It is handed over.</summary>
    Leased,

    /// <summary>It is a tenant's, runs, and nobody holds it.</summary>
    Idle,

    /// <summary>It was idle for long and is to be paused unless it is used in the grace that follows.</summary>
    Marked,

    /// <summary>It is being paused.</summary>
    Pausing,

    /// <summary>It is paused.</summary>
    Paused,

    /// <summary>It is being resumed, or started from its snapshot.</summary>
    Restoring,

    /// <summary>It is being stopped; its row goes when it is gone.</summary>
    Stopping,
}
