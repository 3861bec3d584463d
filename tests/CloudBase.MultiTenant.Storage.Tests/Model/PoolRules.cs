using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Storage.Tests.Model;

/// <summary>The rules for rows of pools, as plainly as they can be written.</summary>
internal static class PoolRules
{
    public static bool MayReplace(SandboxMember stored, SandboxMember given) =>
        IsThat(stored, given) && stored.Incarnation <= given.Incarnation && (stored.Tenant is null || stored.Tenant == given.Tenant);

    public static bool MayReplace(PooledEnvironment stored, PooledEnvironment given) =>
        stored.Account == given.Account && stored.Id == given.Id && stored.Version == given.Version && stored.Fence <= given.Fence
        && (stored.Tenant is null || stored.Tenant == given.Tenant) && (stored.Environment is null || stored.Environment == given.Environment);

    public static bool IsThat(SandboxMember stored, SandboxMember given) =>
        stored.Account == given.Account && stored.Id == given.Id && stored.Version == given.Version;

    public static bool IsThat(SharedRecord a, SharedRecord b) => a.Account == b.Account && a.Kind == b.Kind && a.Name == b.Name;

    public static bool IsEnvironmentFree(IEnumerable<PooledEnvironment> all, PooledEnvironment given) =>
        given.Environment is null || !all.Any(m => m.Account == given.Account && m.Id != given.Id && m.Environment == given.Environment);

    public static bool Holds(IEnumerable<PooledEnvironment> all, PooledEnvironment given, int ceiling) =>
        all.Count(m => m.Account == given.Account && m.Pool == given.Pool && m.State is not (PooledEnvironmentState.Claimed or PooledEnvironmentState.Removed)) <= ceiling;

    public static StoreCeiling? FindPassed(IEnumerable<SandboxMember> all, SandboxMember given, SandboxCeilings? ceilings)
    {
        SandboxMember[] pool = [.. all.Where(m => m.Account == given.Account && m.Pool == given.Pool)];
        SandboxMember[] tenant = given.Tenant is null ? [] : [.. all.Where(m => m.Account == given.Account && m.Tenant?.Tenant == given.Tenant.Tenant)];
        return ceilings is null ? null
            : pool.Count(m => m.State != SandboxMemberState.Paused) > ceilings.PoolTotal ? StoreCeiling.PoolTotal
            : pool.Count(m => m.Tenant is null && m.Template == given.Template && m.State != SandboxMemberState.Stopping) > ceilings.PoolNeutral ? StoreCeiling.PoolNeutral
            : tenant.Count(m => m.State != SandboxMemberState.Paused) > ceilings.TenantRunning ? StoreCeiling.TenantRunning
            : tenant.Length > ceilings.TenantTotal ? StoreCeiling.TenantTotal
            : tenant.Sum(m => m.PausedBytes) > ceilings.TenantPausedBytes ? StoreCeiling.TenantPausedBytes
            : null;
    }
}
