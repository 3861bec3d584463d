using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Many that want the same sandboxes: each goes to one, and never are there more than the ceiling.</summary>
public sealed class ClaimRaceTests
{
    [Fact]
    public async Task Acquire_ByManyOnTwoHosts_GivesEachASandboxOfItsOwn()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 20;
        world.Options.MaxTotal = 40;
        PoolHost[] hosts = [world.NewHost("host-a"), world.NewHost("host-b")];
        await PoolClock.FillAsync(world, 8, hosts[0]);
        world.Provider.Running.Should().HaveCount(20);
        TenantId[] tenants = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => world.NewTenantAsync()));

        ISandboxLease[] leases = await Task.WhenAll(tenants.Select((t, i) => hosts[i % 2].AcquireAsync(t)));

        leases.Select(l => l.Sandbox).Should().OnlyHaveUniqueItems();
        foreach (ISandboxLease lease in leases)
        {
            world.Provider.Sandboxes[lease.Sandbox].CredentialsSeen.Should().ContainSingle("a sandbox has seen one tenant's credential only");
        }

        (await world.RowsAsync()).Count(r => r.State != SandboxMemberState.Paused).Should().BeLessThanOrEqualTo(world.Options.MaxTotal);
    }

    [Fact]
    public async Task Acquire_BeyondTheCeiling_IsRefusedWithAWait()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        world.Options.MaxTotal = 3;
        PoolHost[] hosts = [world.NewHost("host-a"), world.NewHost("host-b")];
        TenantId[] tenants = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => world.NewTenantAsync()));

        Task<ISandboxLease>[] calls = [.. tenants.Select((t, i) => hosts[i % 2].AcquireAsync(t))];
        await Task.WhenAll(calls).ContinueWith(_ => { });

        calls.Count(c => c.IsCompletedSuccessfully).Should().Be(3);
        calls.Where(c => c.IsFaulted).Select(c => c.Exception!.InnerException).Should().AllBeOfType<SandboxPoolExhaustedException>()
            .And.OnlyContain(e => ((SandboxPoolExhaustedException)e!).RetryAfter > TimeSpan.Zero);
        world.Provider.Sandboxes.Should().HaveCount(3, "nothing was started that would have had to be stopped again");
    }

    [Fact]
    public async Task Acquire_BeyondTheTenantsQuota_IsRefusedAndLeavesTheWarmOneForOthers()
    {
        using PoolWorld world = new();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync(new TenantQuota { RunningSandboxes = 1 });
        TenantId other = await world.NewTenantAsync();
        await PoolClock.FillAsync(world, 4, host);
        await using ISandboxLease first = await host.AcquireAsync(tenant);

        SandboxQuotaException refused = (await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxQuotaException>()).Which;

        refused.Limit.Should().Be(1);
        refused.Quota.Should().Be(nameof(TenantQuota.RunningSandboxes));
        (await host.AcquireAsync(other)).Arrival.Origin.Should().Be(SandboxOrigin.Warm);
    }

    [Fact]
    public async Task Acquire_ReturnedSandbox_NeverGoesToAnotherTenant()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 0;
        PoolHost host = world.NewHost();
        TenantId first = await world.NewTenantAsync();
        TenantId second = await world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(first);
        await lease.DisposeAsync();

        await using ISandboxLease others = await host.AcquireAsync(second);

        others.Sandbox.Should().NotBe(lease.Sandbox);
        world.Provider.Sandboxes[lease.Sandbox][FakePoolSandbox.CredentialPath].Should().BeNull("the credential went with the lease");
    }

    [Theory]
    [InlineData(2, 5, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(null, 3, 3)]
    [InlineData(3, null, 3)]
    public async Task Acquire_ManyAtOnceOnTwoHosts_NeverPassesTheSmallerOfQuotaAndOptions(int? quota, int? options, int smaller)
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 4;
        world.Options.MaxTotal = 40;
        world.Options.MaxRunningPerTenant = options;
        PoolHost[] hosts = [world.NewHost("host-a"), world.NewHost("host-b")];
        await PoolClock.FillAsync(world, 4, hosts[0]);
        TenantId tenant = await world.NewTenantAsync(new TenantQuota { RunningSandboxes = quota });

        Task<ISandboxLease>[] calls = [.. Enumerable.Range(0, 16).Select(i => hosts[i % 2].AcquireAsync(tenant))];
        await Task.WhenAll(calls).ContinueWith(_ => { });

        calls.Count(c => c.IsCompletedSuccessfully).Should().Be(smaller);
        calls.Where(c => c.IsFaulted).Select(c => c.Exception!.InnerException).Should().AllBeOfType<SandboxQuotaException>()
            .And.OnlyContain(e => ((SandboxQuotaException)e!).Limit == smaller);
    }
}
