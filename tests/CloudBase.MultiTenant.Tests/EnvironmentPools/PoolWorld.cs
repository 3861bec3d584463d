using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>A simulated world whose hosts have an environment pool.</summary>
internal sealed class PoolWorld
{
    public PoolWorld(EnvironmentPoolOptions pool, FakeCloudOptions? cloud = null, int seed = 1) =>
        Inner = new SimulatedWorld(seed, cloud) { Pool = pool, Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain };

    public SimulatedWorld Inner { get; }

    public FakeEnvironmentCloud Cloud => Inner.Cloud;

    public IMultiTenantStore Store => Inner.Store;

    public DateTimeOffset Now => Inner.Time.GetUtcNow();

    /// <summary>A world whose pool is full, and is not filled again by itself once it was used.</summary>
    public static async Task<PoolWorld> FilledAsync(int target, FakeCloudOptions? cloud = null)
    {
        var world = new PoolWorld(new EnvironmentPoolOptions { Target = target, MinPaidLeft = TimeSpan.FromDays(3) }, cloud);
        await world.SettleAsync(world.NewHost("filler"));
        (await world.MembersAsync(PooledEnvironmentState.Ready)).Should().HaveCount(target);
        return world;
    }

    public SimulatedHost NewHost(string name = "host", CrashGate? gate = null) => Inner.NewHost(name, gate);

    /// <summary>Pumps until nothing changes any more: what waits for the cloud, and the pool's own rounds.</summary>
    public async Task SettleAsync(SimulatedHost host, int rounds = 40)
    {
        for (int i = 0; i < rounds && !host.Gate.IsCrashed; i++)
        {
            await Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));
            Inner.Time.Advance(TimeSpan.FromSeconds(10));
        }
    }

    public async Task<Tenant> EnsureAsync(string id, SimulatedHost? by = null)
    {
        SimulatedHost host = by ?? NewHost("provisioner");
        try
        {
            await host.Provisioner.EnsureAsync(TenantId.Parse(id), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero });
        }
        catch (ProvisioningPendingException)
        {
        }

        await Inner.RunToEndAsync(host, TimeSpan.FromMinutes(5));
        return await host.Directory.GetAsync(TenantId.Parse(id));
    }

    /// <summary>Writes a row as nothing in the engine would, to see what becomes of it.</summary>
    public async Task ChangeAsync(PooledEnvironment row, Func<PooledEnvironment, PooledEnvironment> change) =>
        (await Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdatePooledEnvironment(change(row))), default)).IsCommitted.Should().BeTrue();

    public async Task<List<PooledEnvironment>> MembersAsync(params PooledEnvironmentState[] states) =>
        [.. await Store.ReadPooledEnvironmentsAsync(Cloud.Account, new PooledEnvironmentQuery { States = states }, 10_000, default)];
}
