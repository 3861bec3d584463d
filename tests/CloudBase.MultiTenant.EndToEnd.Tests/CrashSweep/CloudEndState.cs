using System.Globalization;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>Everything that must be the same however often a run was interrupted; without ids and times.</summary>
internal static class CloudEndState
{
    internal static async Task<string> DescribeAsync(CloudWorld world)
    {
        EmulatorSnapshot cloud = world.Emulator.GetState();
        List<string> lines = [];
        foreach (Tenant t in await world.TenantsAsync())
        {
            string isolation = string.Join(",", t.Isolation.Select(b => $"{b.Kind}:{b.State}:{string.Join('+', b.Data.Values.Keys.Order(StringComparer.Ordinal))}"));
            bool keyWorks = t.Isolation.Any(b => b.Data.Find("keyId") is { } key && cloud.Users.Any(u => u.ActiveAccessKeyIds.Contains(key)));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"tenant {t.State} bound={t.EnvironmentId is not null} paid={t.PaidUntil is not null} busy={t.CurrentOperation is not null} purge={t.PurgeExpectedAt is not null} key={keyWorks} {isolation}"));
        }

        lines.AddRange(cloud.Environments.Where(e => e.Id != cloud.ManagementEnvironmentId).Select(e => string.Create(
            CultureInfo.InvariantCulture,
            $"environment {e.PackageId} ready={e.IsReady} isolated={e.IsolatedAt is not null} limit={e.CustomQps} auto={e.AutoRenew} tags={e.Tags.Count} api-keys={e.ApiKeyIds.Count}")));
        lines.AddRange(cloud.Users.Select(u => string.Create(
            CultureInfo.InvariantCulture,
            $"user policies={u.AttachedPolicies.Count} active={u.ActiveAccessKeyIds.Count} inactive={u.InactiveAccessKeyIds.Count}")));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"policies {cloud.Policies.Count} tags {cloud.Tags.Count} deletes {cloud.DeletesEver} late {cloud.LateCalls}"));
        lines.AddRange(world.Emulator.Ledger.Select(l => $"bought {l.Kind}"));
        lines.AddRange((await world.OperationsAsync()).Select(o => $"operation {o.Kind} {o.State} {o.Problem?.Code}"));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>P1 and P2: one accepted order for the tenant, and its environment is bound to it.</summary>
    internal static async Task CheckMoneyAsync(CloudWorld world, string because)
    {
        world.Emulator.Ledger.Should().ContainSingle($"one tenant is one order ({because})");
        Tenant tenant = (await world.TenantsAsync()).Single();
        tenant.EnvironmentId!.Value.Value.Should().Be(world.Emulator.Ledger[0].EnvironmentId, because);
        (await world.Store.FindBindingAsync(CloudAccountName.Default, tenant.EnvironmentId.Value, default)).Should().NotBeNull(because);
    }
}
