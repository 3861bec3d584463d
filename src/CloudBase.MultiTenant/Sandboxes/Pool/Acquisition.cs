namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One call for a sandbox, as far as it has come.</summary>
internal sealed class Acquisition(Tenant tenant, CredentialLease credential, SandboxRequest request, AcquireClock clock)
{
    private readonly List<string> _refused = [];

    public Tenant Tenant => tenant;

    public TenantKey Key => tenant.Key;

    public SandboxRequest Request => request;

    public AcquireClock Clock => clock;

    public CredentialLease Credential => credential;

    public IReadOnlyList<string> Refused => _refused;

    /// <summary>Notes why a step of the ladder, or a member, did not hold.</summary>
    public void Refuse(string why) => _refused.Add(why);
}
