using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One call for a sandbox, as far as it has come.</summary>
internal sealed class Acquisition(Tenant tenant, CredentialLease credential, SandboxRequest request, AcquireClock clock, SandboxPoolOptions options)
{
    /// <summary>A call that has waited for longer may be of a tenant that was suspended or removed meanwhile. Most have not, and are spared the look.</summary>
    private static readonly TimeSpan s_lookAgainAfter = TimeSpan.FromSeconds(1);

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
    /// <param name="store">The store.</param>
    /// <param name="giveUp">What becomes of the row that was written for the call, where it may not.</param>
    /// <exception cref="TenantStateException">It was suspended or removed while its call waited.</exception>
    public async Task RequireActiveAsync(IMultiTenantStore store, Func<Task> giveUp)
    {
        try
        {
            TenantStanding standing = await store.FindTenantStandingAsync(Key, CancellationToken.None).ConfigureAwait(false);
            TenantAccess.ThrowIfNotActive(standing.Tenant, Key.Tenant);
        }
        catch (Exception exception) when (exception is TenantStateException or TenantNotFoundException)
        {
            await giveUp().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same, where the call has waited since it was admitted.</summary>
    public Task RequireStillActiveAsync(IMultiTenantStore store, Func<Task> giveUp) =>
        clock.SinceAdmission < s_lookAgainAfter ? Task.CompletedTask : RequireActiveAsync(store, giveUp);

    /// <summary>Notes why a step of the ladder, or a member, did not hold.</summary>
    public void Refuse(string why) => _refused.Add(why);
}
