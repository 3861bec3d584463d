namespace CloudBase.MultiTenant.Ports;

/// <summary>What an environment's status means to whoever waits for it.</summary>
public enum EnvironmentReadiness
{
    /// <summary>Not ready yet, or a status nobody knows: wait until the deadline.</summary>
    Pending,

    /// <summary>It works.</summary>
    Ready,

    /// <summary>It will not become ready.</summary>
    Failed,

    /// <summary>It was ready and is stopped: over a limit, banned or unpaid.</summary>
    Stopped,
}
