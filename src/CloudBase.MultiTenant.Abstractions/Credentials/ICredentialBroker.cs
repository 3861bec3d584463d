namespace CloudBase.MultiTenant;

/// <summary>Hands out credentials of one environment, cached, renewed ahead of time, and never expired. Thread-safe.</summary>
public interface ICredentialBroker
{
    /// <summary>Returns a credential of the tenant's environment that still works for at least the requested time.</summary>
    /// <param name="tenant">The tenant; it must be active.</param>
    /// <param name="request">What it is wanted for.</param>
    /// <param name="cancellationToken">Ends this caller's wait only; others that wait for the same credential go on.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantStateException">The tenant is not active.</exception>
    /// <exception cref="CredentialUnavailableException">No credential could be issued, or none that lasts long enough.</exception>
    ValueTask<CredentialLease> GetAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken = default);

    /// <summary>Says that the cloud refused a lease's credential, which forces one renewal.</summary>
    /// <param name="lease">The lease that was refused.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReportRejectedAsync(CredentialLease lease, CancellationToken cancellationToken = default);

    /// <summary>Takes back what was handed out for a tenant, as far as the kinds allow.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<RevocationResult> RevokeAsync(TenantId tenant, CancellationToken cancellationToken = default);
}
