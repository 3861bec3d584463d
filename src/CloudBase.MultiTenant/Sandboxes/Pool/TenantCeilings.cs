using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a tenant may have: its own quota, else the pool's options. Counted by the store, in the commit that would pass it.</summary>
internal static class TenantCeilings
{
    public static SandboxCeilings Of(Tenant tenant, SandboxPoolOptions options) => new()
    {
        TenantRunning = tenant.Quota?.RunningSandboxes ?? options.MaxRunningPerTenant,
        TenantTotal = tenant.Quota?.TotalSandboxes ?? options.MaxPerTenant,
    };

    public static long? PausedBytes(Tenant? tenant, SandboxPoolOptions options) => tenant?.Quota?.PausedSandboxBytes ?? options.MaxPausedBytesPerTenant;

    /// <summary>The error of a ceiling of the tenant's; null where it was the pool's.</summary>
    public static SandboxQuotaException? Refusal(StoreCeiling? ceiling, TenantId tenant, SandboxCeilings ceilings) => ceiling switch
    {
        StoreCeiling.TenantRunning => new SandboxQuotaException(
            $"The tenant '{tenant}' runs {ceilings.TenantRunning} sandboxes, as many as it may: return one that is not needed and wait until it is paused, or raise {nameof(TenantQuota.RunningSandboxes)}.",
            tenant, nameof(TenantQuota.RunningSandboxes), ceilings.TenantRunning ?? 0),
        StoreCeiling.TenantTotal => new SandboxQuotaException(
            $"The tenant '{tenant}' has {ceilings.TenantTotal} sandboxes, paused ones included, as many as it may: stop one, or raise {nameof(TenantQuota.TotalSandboxes)}.",
            tenant, nameof(TenantQuota.TotalSandboxes), ceilings.TenantTotal ?? 0),
        _ => null,
    };
}
