using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>What the pool does when nothing goes wrong: fill, claim, keep, drain.</summary>
public sealed class EnvironmentPoolTests
{
    [Fact]
    public async Task Ensure_FromAFilledPool_OrdersNothingAndTakesTheOldest()
    {
        PoolWorld world = await PoolWorld.FilledAsync(2);
        List<PooledEnvironment> ready = await world.MembersAsync(PooledEnvironmentState.Ready);

        Tenant tenant = await world.EnsureAsync("ann");

        tenant.Source.Should().Be(EnvironmentSource.Pool);
        tenant.EnvironmentId.Should().Be(ready[0].Environment);
        world.Cloud.Ledger.Should().HaveCount(3, "two were ordered for the pool, and one to fill it again");
        world.Cloud.Ledger.Should().NotContain(l => l.Alias == tenant.Alias.Value);
        FakeEnvironment claimed = world.Cloud.Environments.Single(e => e.Id == tenant.EnvironmentId);
        claimed.Tags["cbmt"].Should().Be(tenant.Marker);
        claimed.Alias.Should().Be(tenant.Alias.Value);
    }

    [Fact]
    public async Task Ensure_FromAnEmptyPool_OrdersAtOnce()
    {
        PoolWorld world = await PoolWorld.FilledAsync(0);

        Tenant tenant = await world.EnsureAsync("ann");

        tenant.Source.Should().Be(EnvironmentSource.Create);
        world.Cloud.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Fill_ManyWanted_BeginsWithOneAndDoubles()
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = 7, MaxCreating = 8 }, new FakeCloudOptions { ReadyDelay = TimeSpan.FromSeconds(30) });
        SimulatedHost host = world.NewHost();

        await host.Pump.RunOnceAsync();
        (await world.MembersAsync(PooledEnvironmentState.Creating)).Should().ContainSingle();
        while ((await world.MembersAsync(PooledEnvironmentState.Ready)).Count == 0)
        {
            (await world.MembersAsync(PooledEnvironmentState.Creating)).Should().ContainSingle("the rate would let more go, and nothing has come of the first");
            world.Inner.Time.Advance(TimeSpan.FromSeconds(5));
            await host.Pump.RunOnceAsync();
        }

        world.Inner.Time.Advance(TimeSpan.FromSeconds(10));
        await host.Pump.RunOnceAsync();
        (await world.MembersAsync(PooledEnvironmentState.Creating)).Should().HaveCount(2, "the first has come");
        await world.SettleAsync(host);

        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().HaveCount(7);
        world.Cloud.Ledger.Should().HaveCount(7);
    }

    [Fact]
    public async Task Drain_FilledPool_RemovesEverythingAndFillsNoMore()
    {
        PoolWorld world = await PoolWorld.FilledAsync(3);
        SimulatedHost host = world.NewHost();

        EnvironmentPoolDrain drain = await host.Get<IEnvironmentPool>().DrainAsync();
        await world.SettleAsync(host);

        drain.Removing.Should().HaveCount(3);
        world.Cloud.Environments.Should().OnlyContain(e => e.IsolatedAt != null);
        (await world.MembersAsync(PooledEnvironmentState.Removed)).Should().HaveCount(3);
        EnvironmentPoolStatus status = await host.Get<IEnvironmentPool>().GetStatusAsync();
        status.IsDrained.Should().BeTrue();
        status.Ready.Should().Be(0);

        await host.Get<IEnvironmentPool>().ResumeAsync();
        await world.SettleAsync(host);
        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().HaveCount(3);
    }

    [Fact]
    public async Task Directory_WithAPool_ListsTenantsOnly()
    {
        PoolWorld world = await PoolWorld.FilledAsync(2);
        Tenant ann = await world.EnsureAsync("ann");
        SimulatedHost host = world.NewHost();

        List<Tenant> listed = [];
        await foreach (Tenant tenant in host.Directory.ListAsync(TenantQuery.All))
        {
            listed.Add(tenant);
        }

        listed.Should().ContainSingle().Which.Id.Should().Be(ann.Id);
        (await world.Inner.TenantsAsync()).Should().HaveCountGreaterThan(1, "the pool's rows are there");
    }
}
