namespace CloudBase.MultiTenant.Credentials;

/// <summary>Whose credentials: account, tenant and environment name. Scope and kind follow inside.</summary>
internal readonly record struct TenantCacheKey(CloudAccountName Account, TenantId Tenant, EnvironmentName Environment)
{
    public bool Equals(TenantCacheKey other) =>
        Tenant.Equals(other.Tenant) && Account.Equals(other.Account) && Environment.Equals(other.Environment);

    // The tenant alone spreads well; account and environment name hardly vary.
    public override int GetHashCode() => Tenant.GetHashCode();
}
