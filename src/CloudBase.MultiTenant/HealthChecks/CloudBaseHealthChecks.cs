namespace CloudBase.MultiTenant;

/// <summary>The names and tags of the health checks that AddCloudBase adds.</summary>
public static class CloudBaseHealthChecks
{
    /// <summary>The tag of every check.</summary>
    public const string Tag = "cloudbase";

    /// <summary>The tag of what a restart of this host can mend.</summary>
    public const string LiveTag = "live";

    /// <summary>The tag of what this host needs to serve requests.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Whether this host still works on operations. Tagged live.</summary>
    public const string Pump = "cloudbase-pump";

    /// <summary>Whether the store answers. Tagged ready.</summary>
    public const string Store = "cloudbase-store";

    /// <summary>Whether the cloud answers a free read. Degraded when it does not, since credentials in memory still serve; tagged ready.</summary>
    public const string Cloud = "cloudbase-cloud";

    /// <summary>How far this machine's clock is from the cloud's. Tagged ready.</summary>
    public const string Clock = "cloudbase-clock";

    /// <summary>What waits for a host or for a person. It is every host's, so neither live nor ready.</summary>
    public const string Journal = "cloudbase-journal";

    /// <summary>Whether this host still keeps its sandbox pools. Tagged live.</summary>
    public const string PoolKeeper = "cloudbase-pool-keeper";

    /// <summary>Whether the sandbox pools have what they are to have. They are every host's, so neither live nor ready.</summary>
    public const string SandboxPools = "cloudbase-sandbox-pools";

    /// <summary>Whether the environment pool has what it is to have. It is every host's, so neither live nor ready.</summary>
    public const string EnvironmentPool = "cloudbase-environment-pool";
}
