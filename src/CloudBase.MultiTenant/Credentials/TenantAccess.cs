using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Credentials are for tenants that are active and have an environment.</summary>
internal static class TenantAccess
{
    public static Tenant ThrowIfNotActive([NotNull] Tenant? tenant, TenantId id)
    {
        if (tenant is null)
        {
            throw new TenantNotFoundException($"There is no tenant '{id}': provision it with EnsureAsync first.", id);
        }

        return tenant is { State: TenantState.Active, EnvironmentId: not null }
            ? tenant
            : throw new TenantStateException(
                $"The tenant '{id}' is {tenant.State}, and credentials are handed out while it is Active: {SayWayOut(tenant.State)}.", id, tenant.State);
    }

    private static string SayWayOut(TenantState state) => state switch
    {
        TenantState.Suspended => "reactivate it",
        TenantState.Deprovisioned or TenantState.Cancelled => "ensure it again, which starts a new life",
        TenantState.Parked => "resume or cancel its operation",
        _ => "wait until its operation has finished",
    };
}
