namespace CloudBase.MultiTenant.Ports;

/// <summary>What happens when a sandbox's lifetime ends.</summary>
public enum SandboxExpiryAction
{
    /// <summary>It is stopped for good.</summary>
    Stop,

    /// <summary>It is paused with its memory.</summary>
    Pause,

    /// <summary>It is paused with its disk only.</summary>
    PauseWithoutMemory,
}
