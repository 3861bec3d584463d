namespace CloudBase.MultiTenant.Credentials;

/// <summary>Allows one flight to issue, until a revocation of the tenant begins in this process.</summary>
internal readonly struct IssuePermit(TenantCredentials tenant)
{
    private readonly long _revocations = tenant.Revocations;

    public bool IsHeld => !tenant.IsRevoking && tenant.Revocations == _revocations;

    public void ThrowIfLost()
    {
        if (!IsHeld)
        {
            throw new CredentialUnavailableException(
                $"The credentials of '{tenant.Key.Tenant}' are being taken back: nothing is issued meanwhile. Ask again when that is done.", tenant.Key.Tenant);
        }
    }
}
