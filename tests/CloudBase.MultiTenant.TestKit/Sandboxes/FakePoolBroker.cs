using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>Hands out an API key for each tenant that it was told of, until it is told to issue another or none.</summary>
public sealed class FakePoolBroker(TimeProvider time) : ICredentialBroker
{
    private readonly ConcurrentDictionary<TenantId, (TenantKey Key, EnvironmentId Environment)> _tenants = new();
    private int _issue = 1;

    /// <summary>Gets or sets what happens before a credential is given.</summary>
    public Action<TenantId> Before { get; set; } = _ => { };

    public void Add(TenantKey key, EnvironmentId environment) => _tenants[key.Tenant] = (key, environment);

    /// <summary>Issues new keys from now on.</summary>
    public void Rotate() => Interlocked.Increment(ref _issue);

    /// <summary>What the sandbox of a tenant is to hold.</summary>
    public string SecretOf(TenantId tenant) => $"key-{_issue}-of-{_tenants[tenant].Environment}";

    public ValueTask<CredentialLease> GetAsync(TenantId tenant, CredentialRequest request, CancellationToken cancellationToken = default)
    {
        Before(tenant);
        if (!_tenants.TryGetValue(tenant, out (TenantKey Key, EnvironmentId Environment) known))
        {
            throw new TenantNotFoundException("no such tenant", tenant);
        }

        DateTimeOffset now = time.GetUtcNow();
        return new(new CredentialLease
        {
            Tenant = known.Key,
            Credential = EnvironmentCredential.FromApiKey(known.Environment, $"id-{_issue}", new SecretString(SecretOf(tenant)), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(_issue)),
            Scope = request.Scope,
            IssuedAt = now,
            Revocability = CredentialRevocability.Immediate,
            ResidualWindow = TimeSpan.Zero,
        });
    }

    public ValueTask ReportRejectedAsync(CredentialLease lease, CancellationToken cancellationToken = default) => default;

    public ValueTask<RevocationResult> RevokeAsync(TenantId tenant, CancellationToken cancellationToken = default) => new(new RevocationResult(1, time.GetUtcNow(), TimeSpan.Zero));
}
