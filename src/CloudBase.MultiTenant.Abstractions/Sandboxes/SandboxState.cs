namespace CloudBase.MultiTenant;

/// <summary>What a sandbox is doing. Providers have more states; what is not known here is <see cref="Unknown"/>.</summary>
public enum SandboxState
{
    /// <summary>A state that this version does not know: <see cref="SandboxInfo.ProviderState"/> has its name.</summary>
    Unknown,

    /// <summary>It is being started.</summary>
    Starting,

    /// <summary>It runs.</summary>
    Running,

    /// <summary>It is being paused.</summary>
    Pausing,

    /// <summary>It is paused.</summary>
    Paused,

    /// <summary>It is being resumed.</summary>
    Resuming,

    /// <summary>It is being stopped.</summary>
    Stopping,

    /// <summary>It is stopped for good.</summary>
    Stopped,

    /// <summary>It failed, and is of no use any more.</summary>
    Failed,
}
