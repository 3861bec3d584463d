namespace CloudBase.MultiTenant;

/// <summary>A tenant has as many sandboxes as it may, or they have run for as long as they may in this month: return or stop one, or raise its quota.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="quota">The quota's name, such as <c>RunningSandboxes</c>.</param>
/// <param name="limit">How much the tenant may have of it.</param>
/// <param name="innerException">The cause.</param>
public sealed class SandboxQuotaException(string message, TenantId tenant, string quota, long limit, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.SandboxQuota, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets the quota's name, such as <c>RunningSandboxes</c>.</summary>
    public string Quota { get; } = quota;

    /// <summary>Gets how much the tenant may have of it.</summary>
    public long Limit { get; } = limit;

    /// <summary>Gets when it is worth asking again whatever is returned until then; null where only a return or a raised quota helps.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
