namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>The tags by which an environment is a tenant's, whether it is ordered with them or given them later.</summary>
internal static class EnvironmentTags
{
    public static Dictionary<string, string> Of(Tenant tenant, ProvisioningOptions options)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { [options.TagKey] = tenant.Marker };
        if (options.TagTenantId && tenant.State != TenantState.Pooled)
        {
            tags[options.TagKey + "-tenant"] = tenant.Id.Value;
        }

        return tags;
    }
}
