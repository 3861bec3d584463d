namespace QuickStart.CommandLine;

/// <summary>How the permissions of new tenants are cut.</summary>
internal enum IsolationChoice
{
    /// <summary>Every second one by a CAM sub-account, the others white-label.</summary>
    Mixed,

    /// <summary>A CAM sub-account each.</summary>
    Cam,

    /// <summary>No cloud identity per tenant.</summary>
    WhiteLabel,
}
