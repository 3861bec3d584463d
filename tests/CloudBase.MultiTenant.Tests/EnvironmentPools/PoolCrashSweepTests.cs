using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>A host that is never continued at its n-th await while it fills, claims, drains or renews, for every n: another one ends where the first would have ended.</summary>
public sealed class PoolCrashSweepTests
{
    [Theory]
    [InlineData("fill", 0, 0)]
    [InlineData("fill", 20, 15)]
    [InlineData("claim", 0, 0)]
    [InlineData("claim", 20, 15)]
    [InlineData("drain", 0, 0)]
    [InlineData("renew", 0, 0)]
    public async Task Pool_CrashedAtEveryAwait_EndsAsIfNothingHadHappened(string what, int listLag, int readyDelay)
    {
        var cloud = new FakeCloudOptions { ListLag = TimeSpan.FromSeconds(listLag), ReadyDelay = TimeSpan.FromSeconds(readyDelay) };
        PoolWorld calm = await ArrangeAsync(what, cloud);
        SimulatedHost undisturbed = calm.NewHost();
        await StartAsync(calm, undisturbed, what);
        await FinishAsync(calm, undisturbed);
        string expected = await DescribeAsync(calm);

        int swept = 0;
        for (int n = 1; ; n++)
        {
            PoolWorld world = await ArrangeAsync(what, cloud);
            SimulatedHost first = world.NewHost("first", new CrashGate(n));
            Task begun = StartAsync(world, first, what);
            if (begun.IsCompleted)
            {
                await begun;
                await FinishAsync(world, first);
            }

            if (!first.Gate.IsCrashed)
            {
                break;
            }

            swept++;
            SimulatedHost second = world.NewHost("second");
            await StartAsync(world, second, what);
            await FinishAsync(world, second);
            (await DescribeAsync(world)).Should().Be(expected, $"a crash at await {n} of {what} must not show");
            await CheckMoneyAsync(world);
        }

        swept.Should().BeGreaterThan(20);
    }

    private static async Task<PoolWorld> ArrangeAsync(string what, FakeCloudOptions cloud)
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 1 }, cloud);
        if (what != "fill")
        {
            await world.SettleAsync(world.NewHost("filler"), rounds: 4);
        }

        if (what == "claim")
        {
            // Nothing is filled again, so that one claim is all there is.
            world.Inner.Pool = new EnvironmentPoolOptions { Target = 0, Ceiling = 1 };
        }
        else if (what == "renew")
        {
            world.Inner.Time.Advance(TimeSpan.FromDays(28));
        }

        return world;
    }

    private static async Task StartAsync(PoolWorld world, SimulatedHost host, string what)
    {
        switch (what)
        {
            case "claim":
                try
                {
                    await host.Provisioner.EnsureAsync(TenantId.Parse("ann"), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero });
                }
                catch (ProvisioningPendingException)
                {
                }

                break;
            case "drain":
                await host.Get<IEnvironmentPool>().DrainAsync();
                break;
            default:
                // The pump begins it.
                break;
        }
    }

    private static async Task FinishAsync(PoolWorld world, SimulatedHost host)
    {
        for (int i = 0; i < 3 && !host.Gate.IsCrashed; i++)
        {
            await world.Inner.RunToEndAsync(host, TimeSpan.FromMinutes(15));
            world.Inner.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    private static async Task<string> DescribeAsync(PoolWorld world)
    {
        List<string> lines = [.. (await world.MembersAsync()).Select(m => $"member {m.State} bought={m.Environment is not null} claimed={m.Tenant is not null} {m.Reason}")];
        lines.AddRange((await world.Inner.TenantsAsync()).Select(t =>
            $"tenant {t.Key.Environment} {t.State} {t.Source} bound={t.EnvironmentId is not null} busy={t.CurrentOperation is not null} {t.StateReason}"));
        lines.AddRange(world.Cloud.Environments.Select(e => $"environment isolated={e.IsolatedAt is not null} tags={e.Tags.Count}"));
        lines.AddRange(world.Cloud.Ledger.Select(l => "bought " + l.Kind));
        lines.AddRange((await world.Inner.OperationsAsync()).Select(o => $"operation {o.Kind} {o.State} {o.Problem?.Code}"));
        lines.Add($"deletions {world.Cloud.DeletionsThisMonth}, tags {world.Cloud.Markers.Count}");
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    /// <summary>P1 and P2: every accepted order is bound, pooled or released, none twice for one signature.</summary>
    private static async Task CheckMoneyAsync(PoolWorld world)
    {
        world.Cloud.Ledger.GroupBy(l => (l.Kind, l.Alias, l.SignedAt)).Should().OnlyContain(g => g.Count() == 1);
        List<PooledEnvironment> members = await world.MembersAsync();
        foreach (FakeEnvironment environment in world.Cloud.Environments)
        {
            EnvironmentBinding? binding = await world.Store.FindBindingAsync(world.Cloud.Account, environment.Id, default);
            PooledEnvironment? member = members.Find(m => m.Environment == environment.Id);
            (binding is not null || member is not null).Should().BeTrue($"'{environment.Id}' is paid and must be somebody's");
            (member?.State == PooledEnvironmentState.Removed).Should().Be(environment.IsolatedAt is not null);
        }
    }
}
