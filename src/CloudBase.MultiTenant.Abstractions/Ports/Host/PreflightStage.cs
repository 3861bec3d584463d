namespace CloudBase.MultiTenant.Ports;

/// <summary>What has to hold before a thing can be looked at. A stage's checks run side by side.</summary>
public enum PreflightStage
{
    /// <summary>Nothing: it is this host's own.</summary>
    Host,

    /// <summary>Nothing: it says whether the cloud lets this host in.</summary>
    Access,

    /// <summary>That no check of <see cref="Access"/> failed.</summary>
    Account,
}
