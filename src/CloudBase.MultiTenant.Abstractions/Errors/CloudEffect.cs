namespace CloudBase.MultiTenant;

/// <summary>What a cloud call that did not succeed has changed.</summary>
public enum CloudEffect
{
    /// <summary>Nothing: the cloud refused it, or it was never sent.</summary>
    None,

    /// <summary>All of it: the cloud says that it is already so.</summary>
    Applied,

    /// <summary>It may have worked: find out before doing anything again.</summary>
    Unknown,
}
