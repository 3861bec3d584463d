using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One call for a sandbox, as far as it has come.</summary>
internal sealed class Acquisition(Tenant tenant, CredentialLease credential, SandboxRequest request, AcquireClock clock, SandboxPoolOptions options)
{
    private readonly List<string> _refused = [];

    public Tenant Tenant => tenant;

    public TenantKey Key => tenant.Key;

    public SandboxRequest Request => request;

    public AcquireClock Clock => clock;

    public CredentialLease Credential => credential;

    /// <summary>How long the tenant's sandboxes may run in a month; null for no limit.</summary>
    public TimeSpan? MonthlyTime { get; } = TenantCeilings.MonthlyTime(tenant, options);

    public IReadOnlyList<string> Refused => _refused;

    /// <summary>Gets the timestamp from just before the claim was written that is this host's now.</summary>
    public long OwnedSince { get; private set; }

    /// <summary>Notes that a claim is about to be written.</summary>
    public void Claim(TimeProvider time) => OwnedSince = time.GetTimestamp();

    /// <summary>Looks again whether the tenant may have a sandbox. With the row written before, either this look or whoever takes the tenant's access away sees the other.</summary>
    /// <exception cref="TenantStateException">It was suspended or removed while its call waited.</exception>
    public async Task ThrowIfNotActiveAsync(IMultiTenantStore store)
    {
        TenantStanding standing = await store.FindTenantStandingAsync(Key, CancellationToken.None).ConfigureAwait(false);
        TenantAccess.ThrowIfNotActive(standing.Tenant, Key.Tenant);
    }

    /// <summary>Notes why a step of the ladder, or a member, did not hold.</summary>
    public void Refuse(string why) => _refused.Add(why);
}
