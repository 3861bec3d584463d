namespace CloudBase.MultiTenant;

/// <summary>What happened to a file that is watched.</summary>
public enum SandboxFileChangeKind
{
    /// <summary>Something that this version does not know.</summary>
    Other,

    /// <summary>It was made.</summary>
    Created,

    /// <summary>It was written to.</summary>
    Written,

    /// <summary>It was removed.</summary>
    Removed,

    /// <summary>It was renamed.</summary>
    Renamed,

    /// <summary>Its permissions were changed.</summary>
    PermissionsChanged,
}
