namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>A broker that only counts revocations.</summary>
public sealed class FakeBroker(TimeProvider time) : ICredentialBroker
{
    public int Revocations { get; private set; }

    /// <summary>Gets or sets why it cannot take anything back.</summary>
    public Func<Exception?> Refusal { get; set; } = static () => null;

    public ValueTask<CredentialLease> GetAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public ValueTask ReportRejectedAsync(CredentialLease lease, CancellationToken cancellationToken = default) => default;

    public ValueTask<RevocationResult> RevokeAsync(TenantId tenant, CancellationToken cancellationToken = default)
    {
        Revocations++;
        if (Refusal() is { } refusal)
        {
            throw refusal;
        }

        return new(new RevocationResult(1, time.GetUtcNow(), TimeSpan.FromSeconds(30)));
    }
}
