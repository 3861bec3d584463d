using System.Globalization;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>Everything that must be the same however often a run was interrupted; without ids and times.</summary>
internal static class EndState
{
    public static async Task<string> DescribeAsync(SimulatedWorld world)
    {
        List<string> lines = [];
        foreach (Tenant t in await world.TenantsAsync())
        {
            string isolation = string.Join(",", t.Isolation.Select(b => $"{b.Kind}:{b.State}:{string.Join('+', b.Data.Values.Keys)}"));
            lines.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"tenant {t.Key.Generation} {t.State} {t.Spec.PackageId} bound={t.EnvironmentId is not null} paid={t.PaidUntil is not null} busy={t.CurrentOperation is not null} {isolation}"));
        }

        lines.AddRange(world.Cloud.Environments.Select(e =>
            $"environment {e.PackageId} isolated={e.IsolatedAt is not null} limit={e.RequestLimit} auto={e.AutoRenews}"));
        lines.AddRange(world.Cloud.Ledger.Select(l => "bought " + l.Kind));
        lines.AddRange(world.Identities.Users.Values.Select(u => string.Create(CultureInfo.InvariantCulture, $"user enabled={u.IsEnabled} policy={u.Policy is not null} keys={u.Keys.Count}")));
        lines.Add($"tags {world.Cloud.Markers.Count}");
        lines.AddRange((await world.OperationsAsync()).Select(o => $"operation {o.Kind} {o.State} {o.Problem?.Code}"));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>P1 and P2: every accepted order is accounted for, none twice for one signature, no environment with two tenants.</summary>
    public static async Task CheckMoneyAsync(SimulatedWorld world)
    {
        world.Cloud.Ledger.Where(l => l.Kind != "auto-renew").GroupBy(l => (l.Kind, l.Alias, l.SignedAt)).Should().OnlyContain(
            g => g.Count() == 1, $"one intent has one accepted order (seed {world.Seed})");
        List<Tenant> tenants = await world.TenantsAsync();
        tenants.Where(t => t.EnvironmentId is not null).GroupBy(t => t.EnvironmentId).Should().OnlyContain(g => g.Count() == 1);
        foreach (FakeEnvironment environment in world.Cloud.Environments)
        {
            (await world.Store.FindBindingAsync(world.Cloud.Account, environment.Id, default)).Should().NotBeNull(
                $"'{environment.Id}' is paid and must be somebody's (seed {world.Seed})");
        }
    }
}
