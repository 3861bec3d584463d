namespace CloudBase.MultiTenant;

/// <summary>A quota contradicts itself; nothing was changed.</summary>
/// <param name="message">Why, and the way out.</param>
/// <param name="tenant">The tenant whose quota it was to be.</param>
/// <param name="problems">Every reason, each with the limit's name and value.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenantQuotaException(string message, TenantId tenant, IReadOnlyList<string> problems, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TenantQuota, message, innerException)
{
    /// <summary>Gets the tenant whose quota it was to be.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets every reason, each with the limit's name and value.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
