namespace CloudBase.MultiTenant.Stores;

/// <summary>A row of a pool and its tenant are of one account: a store keeps the account once.</summary>
internal static class MemberAccount
{
    public static void Check(CloudAccountName account, TenantKey? tenant)
    {
        if (tenant is not null && tenant.Account != account)
        {
            throw new ArgumentException($"The row is of the account '{account}' and its tenant '{tenant.Tenant}' of '{tenant.Account}': they must be the same.", nameof(tenant));
        }
    }
}
