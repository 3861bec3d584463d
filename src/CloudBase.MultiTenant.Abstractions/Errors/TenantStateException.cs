namespace CloudBase.MultiTenant;

/// <summary>The tenant's state does not allow this now.</summary>
/// <param name="message">What happened and the way out.</param>
/// <param name="tenant">The tenant.</param>
/// <param name="state">The state it is in.</param>
/// <param name="innerException">The cause.</param>
public sealed class TenantStateException(string message, TenantId tenant, TenantState state, Exception? innerException = null)
    : CloudBaseException(CloudBaseErrorCodes.TenantState, message, innerException)
{
    /// <summary>Gets the tenant.</summary>
    public TenantId Tenant { get; } = tenant;

    /// <summary>Gets the state it is in.</summary>
    public TenantState State { get; } = state;
}
