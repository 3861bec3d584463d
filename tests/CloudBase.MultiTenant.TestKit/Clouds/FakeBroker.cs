namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>A broker that only counts revocations.</summary>
public sealed class FakeBroker(TimeProvider time) : ICredentialBroker
{
    public int Revocations { get; private set; }

    public ValueTask<CredentialLease> GetAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask ReportRejectedAsync(CredentialLease lease, CancellationToken cancellationToken = default) => default;

    public ValueTask<RevocationResult> RevokeAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        Revocations++;
        return new(new RevocationResult(1, time.GetUtcNow(), TimeSpan.FromSeconds(30)));
    }
}
