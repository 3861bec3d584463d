using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A host that refills, claims, binds, returns, pauses and restores is killed before and after each of its calls: another host ends where it would have.</summary>
public sealed class KillSweepTests
{
    private const string Work = "work";

    [Fact]
    public async Task Host_KilledBeforeAndAfterEachOfItsCalls_LeavesNothingUnownedMiscountedOrHalfBound()
    {
        int kills = 0;
        for (int at = 1; await KillAsync(at); at++)
        {
            kills++;
        }

        kills.Should().BeGreaterThan(60, "a life has that many calls to the store and the provider");
    }

    /// <summary>Kills a host at its n-th gate and lets another go on.</summary>
    /// <returns>False when the host had fewer, and lived through everything.</returns>
    private static async Task<bool> KillAsync(int at)
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 1;
        CrashGate gate = new(at) { IsBypassed = true };
        PoolHost doomed = world.NewHost("host-a", Gated<IMultiTenantStore>.Wrap(world.Store, gate), new HostClock(world.Clock, gate, TimeSpan.Zero));

        // What the killed host was about to ask the provider for is never asked: its calls meet the gate for good, and the next host's never do.
        AsyncLocal<bool> isDoomed = new();
        world.Provider.Before = world.Provider.After = (_, _) => isDoomed.Value ? gate.PassAsync().AsTask() : Task.CompletedTask;
        TenantId tenant = await world.NewTenantAsync();
        Life life = new();
        gate.IsBypassed = false;
        Task living = Task.Run(() =>
        {
            isDoomed.Value = true;
            return LiveAsync(world, doomed, tenant, life);
        });
        if (await Task.WhenAny(living, gate.Crashed) == living)
        {
            await living;
            return false;
        }

        PoolHost next = world.NewHost("host-b");
        await PoolClock.PassAsync(world, next, TimeSpan.FromMinutes(30));
        await MustBeWholeAsync(world, next, at);

        await using ISandboxLease lease = await next.AcquireAsync(tenant);
        FakePoolSandbox sandbox = world.Provider.Sandboxes[lease.Sandbox];
        sandbox.CredentialsSeen.Should().ContainSingle($"killed at {at}");
        if (life.HasWorked)
        {
            sandbox[Work].Should().Be("done", $"killed at {at}, after the tenant had worked in it");
        }

        return true;
    }

    private static async Task LiveAsync(PoolWorld world, PoolHost host, TenantId tenant, Life life)
    {
        await host.RunAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.Files.WriteTextAsync(Work, "done");
        life.HasWorked = true;
        await first.DisposeAsync();
        await PoolClock.PassIdleAsync(world, host);
        ISandboxLease second = await host.AcquireAsync(tenant);
        second.Arrival.Level.Should().Be(SandboxRestoreLevel.Memory);
        await second.DisposeAsync();
        await host.Keeper.StopAsync(default);
    }

    private static async Task MustBeWholeAsync(PoolWorld world, PoolHost host, int at)
    {
        IReadOnlyList<SandboxMember> rows = await world.RowsAsync();
        rows.Should().OnlyContain(r => r.State == SandboxMemberState.Ready || r.State == SandboxMemberState.Paused, $"killed at {at}, and half an hour later everything is settled");
        rows.Select(r => r.Sandbox!.Value).Should().BeEquivalentTo(world.Provider.Living.Select(s => s.Id), $"killed at {at}: nothing runs unowned, and no row stands for nothing");
        SandboxPoolStatus status = await host.Pool.GetStatusAsync("node");
        status.Should().Match<SandboxPoolStatus>(s => s.Ready == 1 && s.Total == 1, $"killed at {at}");
        foreach (FakePoolSandbox sandbox in world.Provider.Living)
        {
            sandbox[FakePoolSandbox.CredentialPath].Should().BeNull($"killed at {at}, and nobody holds one");
            SandboxMember row = rows.Single(r => r.Sandbox == sandbox.Id);
            (row.Tenant is not null || sandbox.CredentialsSeen.Count == 0).Should().BeTrue($"killed at {at}: what saw a credential is a tenant's");
        }
    }

    private sealed class Life
    {
        public bool HasWorked { get; set; }
    }
}
