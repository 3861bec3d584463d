namespace CloudBase.MultiTenant;

/// <summary>The store's tenants are in another region, or at another site of the cloud, than this host works in.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="pinned">Where the store's tenants are.</param>
/// <param name="configured">Where this host works.</param>
/// <param name="innerException">The cause.</param>
public sealed class RegionMismatchException(string message, CloudPlace pinned, CloudPlace configured, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.RegionMismatch, message, innerException)
{
    /// <summary>Gets where the store's tenants are.</summary>
    public CloudPlace Pinned { get; } = pinned;

    /// <summary>Gets where this host works.</summary>
    public CloudPlace Configured { get; } = configured;
}
