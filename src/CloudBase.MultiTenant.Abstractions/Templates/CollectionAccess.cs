namespace CloudBase.MultiTenant;

/// <summary>Who may read and write a collection from an application.</summary>
public enum CollectionAccess
{
    /// <summary>Whoever made a document reads and writes it.</summary>
    Private,

    /// <summary>All read, whoever made a document writes it.</summary>
    ReadOnly,

    /// <summary>All read, the administration writes.</summary>
    AdminWrite,

    /// <summary>The administration reads and writes.</summary>
    AdminOnly,

    /// <summary>As the security rule says.</summary>
    Custom,
}
