using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a tenant may have: the smaller of its own quota and what the pool's options say. Counted by the store, in the commit that would pass it.</summary>
internal static class TenantCeilings
{
    public static SandboxCeilings Of(Tenant tenant, SandboxPoolOptions options) => new()
    {
        TenantRunning = Smaller(tenant.Quota?.RunningSandboxes, options.MaxRunningPerTenant),
        TenantTotal = Smaller(tenant.Quota?.TotalSandboxes, options.MaxPerTenant),
    };

    public static long? PausedBytes(Tenant? tenant, SandboxPoolOptions options) => Smaller(tenant?.Quota?.PausedSandboxBytes, options.MaxPausedBytesPerTenant);

    /// <summary>The error of a ceiling of the tenant's; null where it was the pool's.</summary>
    public static SandboxQuotaException? Refusal(StoreCeiling? ceiling, TenantId tenant, SandboxCeilings ceilings) => ceiling switch
    {
        StoreCeiling.TenantRunning => new SandboxQuotaException(
            $"The tenant '{tenant}' runs {ceilings.TenantRunning} sandboxes, as many as it may: return one that is not needed and wait until it is paused, or raise {nameof(TenantQuota.RunningSandboxes)}, and {nameof(SandboxPoolOptions.MaxRunningPerTenant)} where that is less.",
            tenant, nameof(TenantQuota.RunningSandboxes), ceilings.TenantRunning ?? 0),
        StoreCeiling.TenantTotal => new SandboxQuotaException(
            $"The tenant '{tenant}' has {ceilings.TenantTotal} sandboxes, paused ones included, as many as it may: stop one, or raise {nameof(TenantQuota.TotalSandboxes)}, and {nameof(SandboxPoolOptions.MaxPerTenant)} where that is less.",
            tenant, nameof(TenantQuota.TotalSandboxes), ceilings.TenantTotal ?? 0),
        _ => null,
    };

    /// <summary>The smaller of two limits, of which one may be missing.</summary>
    private static T? Smaller<T>(T? one, T? other)
        where T : struct, IComparable<T> => one is { } a && other is { } b ? (a.CompareTo(b) <= 0 ? a : b) : one ?? other;
}
