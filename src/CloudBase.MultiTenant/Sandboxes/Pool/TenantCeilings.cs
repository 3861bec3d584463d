using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a tenant may have: the smaller of its own quota and what the pool's options say. Counted by the store, in the commit that would pass it.</summary>
internal static class TenantCeilings
{
    /// <summary>More than a month has: what is above is no limit.</summary>
    private const long LongestSeconds = 366L * 24 * 60 * 60 * 1000;

    public static SandboxCeilings Of(Tenant tenant, SandboxPoolOptions options) => new()
    {
        TenantRunning = Smaller(tenant.Quota?.RunningSandboxes, options.MaxRunningPerTenant),
        TenantTotal = Smaller(tenant.Quota?.TotalSandboxes, options.MaxPerTenant),
    };

    public static long? PausedBytes(Tenant? tenant, SandboxPoolOptions options) => Smaller(tenant?.Quota?.PausedSandboxBytes, options.MaxPausedBytesPerTenant);

    /// <summary>How long the tenant's sandboxes may run in a month; null for no limit.</summary>
    public static TimeSpan? MonthlyTime(Tenant? tenant, SandboxPoolOptions? options) =>
        Smaller(tenant?.Quota?.MonthlySandboxSeconds, options?.MaxMonthlySecondsPerTenant) is { } seconds
            ? seconds < LongestSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromSeconds(LongestSeconds)
            : null;

    /// <summary>The error of a write that was refused for a limit of the tenant's; null where it was the pool's ceiling, or none.</summary>
    public static SandboxQuotaException? Refusal(MemberWrite written, Acquisition acquisition, SandboxCeilings ceilings) => written.OpensIn is { } opens
        ? OfTime(acquisition.Tenant.Key.Tenant, acquisition.MonthlyTime ?? TimeSpan.Zero, opens)
        : Refusal(written.Ceiling, acquisition.Tenant.Key.Tenant, ceilings);

    private static SandboxQuotaException OfTime(TenantId tenant, TimeSpan limit, TimeSpan opens) => new(
        $"The sandboxes of the tenant '{tenant}' have run for {limit.TotalSeconds:0} seconds in this month (UTC), as long as they may: they may again in {Options.Shown.Time(opens)}, or raise {nameof(TenantQuota.MonthlySandboxSeconds)}, and {nameof(SandboxPoolOptions.MaxMonthlySecondsPerTenant)} where that is less.",
        tenant, nameof(TenantQuota.MonthlySandboxSeconds), (long)limit.TotalSeconds)
    {
        RetryAfter = opens,
    };

    private static SandboxQuotaException? Refusal(StoreCeiling? ceiling, TenantId tenant, SandboxCeilings ceilings) => ceiling switch
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
