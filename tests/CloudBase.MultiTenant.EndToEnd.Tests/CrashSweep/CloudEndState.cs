using System.Globalization;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;

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

        lines.AddRange((await world.Store.ReadPooledEnvironmentsAsync(CloudAccountName.Default, new PooledEnvironmentQuery(), 100, default)).Select(m =>
            $"member {m.State} bought={m.Environment is not null} claimed={m.Tenant is not null} {m.Reason}"));
        lines.AddRange(await DescribeContentAsync(world));
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

    /// <summary>P1 and P2: one accepted order for each verb that needs one, and its environment is bound, pooled or given back.</summary>
    internal static async Task CheckMoneyAsync(CloudWorld world, string verb, string because)
    {
        if (verb.StartsWith("allocate", StringComparison.Ordinal))
        {
            world.Emulator.Ledger.Should().BeEmpty(because);
            int allocated = world.Emulator.GetState().Environments.Count(e => e.Id != world.Emulator.ManagementEnvironmentId);
            allocated.Should().Be(verb == "allocate" ? 1 : 0, $"what is allocated is a tenant's or given back ({because})");
            return;
        }

        world.Emulator.Ledger.Should().ContainSingle($"one environment is one order ({because})");
        var environment = EnvironmentId.Parse(world.Emulator.Ledger[0].EnvironmentId);
        EnvironmentBinding? binding = await world.Store.FindBindingAsync(CloudAccountName.Default, environment, default);
        if (verb is "fill" or "drain")
        {
            binding.Should().BeNull($"what is pooled is nobody's ({because})");
            return;
        }

        Tenant tenant = (await world.TenantsAsync()).Single(t => t.Id == CloudVerbs.User);
        tenant.EnvironmentId.Should().Be(environment, because);
        binding!.Tenant.Should().Be(tenant.Key, because);
    }

    /// <summary>What a template made, read from the environment itself by a host that had no part in it.</summary>
    private static async Task<IEnumerable<string>> DescribeContentAsync(CloudWorld world)
    {
        List<string> lines = [];
        foreach (Tenant tenant in (await world.TenantsAsync()).Where(t => t is { Template: not null, EnvironmentId: not null, State: TenantState.Active }))
        {
            EnvironmentTemplate captured = await world.NewHost("inspector").Templates.CaptureAsync(
                tenant.EnvironmentId!.Value, new TemplateCaptureOptions { Name = "captured", Version = "1", DocumentsOf = ["orders"] });
            lines.Add($"content {tenant.Template!.Name}@{tenant.Template.Version} {captured.ToJson()}");
        }

        return lines;
    }
}
