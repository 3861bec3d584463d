using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A home that was damaged, or is gone, comes back from its tenant's snapshot: one sandbox at a time, whoever dies meanwhile, and no file is given up before another has it.</summary>
public sealed class SnapshotRestoreTests
{
    private const string File = PoolHomes.File;

    [Fact]
    public async Task Restore_OfADamagedHomeFromItsSnapshot_StopsTheDamagedOneOnlyWhenTheOtherIsWhole()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        List<(string Action, SandboxState Damaged, bool IsStartKnown)> seen = [];
        world.Provider.Before = async (action, _) => seen.Add((action, damaged.State, (await world.RowsAsync()).Any(r => r.FindStart() is not null)));

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[lease.Sandbox][File].Should().Be("hello");
        seen.Should().ContainSingle(s => s.Action == "start").Which.Should().Be(("start", SandboxState.Paused, true), "two would run on one row, and nobody would know of the second");
        seen.Should().ContainSingle(s => s.Action == "stop").Which.Damaged.Should().Be(SandboxState.Paused);
        damaged.State.Should().Be(SandboxState.Stopped);
        (await world.RowsAsync()).Should().ContainSingle(r => r.Sandbox == lease.Sandbox).Which.FindStart().Should().BeNull();
    }

    [Fact]
    public async Task Restore_OfADamagedHomeWhoseSnapshotIsNotWhole_KeepsBothAndStopsWhatItStarted()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.After = (action, id) =>
        {
            if (action == "start" && world.Provider.Sandboxes[id!.Value].Start.Snapshot is not null)
            {
                world.Provider.Sandboxes[id.Value][File] = "cut off";
            }

            return Task.CompletedTask;
        };

        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(2));

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.None);
        damaged.State.Should().Be(SandboxState.Paused, "it may have what the snapshot has not");
        world.Provider.Living.Select(s => s.Id).Should().BeEquivalentTo([damaged.Id, lease.Sandbox]);
        world.Provider.SnapshotIds.Should().ContainSingle();
    }

    [Fact]
    public async Task Restore_FromASnapshotInWhichTheProbeFails_IsNotHandedOverAndNothingIsGivenUp()
    {
        using PoolWorld world = NewWorld();
        world.Options.ProbeCommand = "probe";
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.After = (action, id) =>
        {
            if (action == "start" && world.Provider.Sandboxes[id!.Value].Start.Snapshot is not null)
            {
                world.Provider.Sandboxes[id.Value].ProbeExitCode = 1;
            }

            return Task.CompletedTask;
        };

        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(2));

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.None);
        world.Provider.Living.Select(s => s.Id).Should().BeEquivalentTo([damaged.Id, lease.Sandbox]);
        world.Provider.SnapshotIds.Should().ContainSingle();
    }

    [Theory]
    [InlineData("pause")]
    [InlineData("start")]
    public async Task Restore_WhileTheProviderAnswersNoPauseOrStart_GivesNothingUpAndTheNextCallGoesOn(string silent)
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        damaged.State = silent == "start" ? SandboxState.Failed : damaged.State;
        world.Provider.After = (action, _) => action == silent ? throw Silence() : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        world.Provider.After = (_, _) => Task.CompletedTask;

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[lease.Sandbox][File].Should().Be("hello");
        world.Provider.Living.Should().ContainSingle("the start that was answered by nothing was sent again, and made no second");
    }

    [Fact]
    public async Task Restore_ThatStoppedShortOfLookingIntoWhatItStarted_GoesOnWithThatAndNeverRunsTheDamagedOneBesideIt()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.Before = (action, id) => action == "run" && id != damaged.Id ? throw Silence() : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        SandboxId started = world.Provider.Running.Single().Id;
        world.Provider.Before = world.Provider.After = (_, _) =>
        {
            world.Provider.Running.Count.Should().BeLessThanOrEqualTo(1, "one row, one sandbox");
            return Task.CompletedTask;
        };

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().Be(started);
        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
    }

    [Fact]
    public async Task Pause_OfWhatIsGoneAfterItWasSaved_KeepsTheSnapshotForTheTenantsNextCall()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        TenantId tenant = await world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = world.Provider.Sandboxes[first.Sandbox];
        sandbox[File] = "hello";
        await first.DisposeAsync();
        world.Provider.Before = (action, id) =>
        {
            sandbox.State = action == "pause" && id == sandbox.Id ? SandboxState.Stopped : sandbox.State;
            return Task.CompletedTask;
        };
        await PoolClock.PassIdleAsync(world, host);
        sandbox.State.Should().Be(SandboxState.Stopped);
        world.Provider.Before = (_, _) => Task.CompletedTask;

        await using ISandboxLease second = await host.AcquireAsync(tenant);

        second.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[second.Sandbox][File].Should().Be("hello");
    }

    [Fact]
    public async Task Restore_WhileTheProviderHasNoRoom_SaysNothingAboutTheFiles()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.Before = (action, _) => action == "resume"
            ? throw new CloudLimitExceededException("no room", FakePoolProvider.Details("429", CloudEffect.None), "concurrent sandboxes", null, null)
            : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudLimitExceededException>();
        world.Provider.Before = (_, _) => Task.CompletedTask;
        damaged[File] = "hello";

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Sandbox.Should().Be(damaged.Id);
    }

    [Fact]
    public async Task Start_WhoseReplyIsLost_KeepsItsPlaceUntilItCouldBeSeenAndIsStopped()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.ListLag = TimeSpan.FromMinutes(1);
        world.Provider.After = (action, _) => action == "start" ? throw Silence() : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();

        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(1));
        (await host.Pool.GetStatusAsync("node")).Total.Should().Be(1, "nobody knows what the start has made");
        world.Provider.Running.Should().ContainSingle();
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(10));

        world.Provider.Running.Should().BeEmpty();
        world.Provider.Living.Should().Equal(damaged);
        (await world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Paused);
        world.Provider.SnapshotIds.Should().ContainSingle();
    }

    [Fact]
    public async Task End_WhileAStartMayStillHaveItsEffect_KeepsTheRowUntilItCouldBeSeen()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, _) = await DamagedAsync(world, host);
        world.Provider.ListLag = TimeSpan.FromMinutes(1);
        world.Provider.After = (action, _) => action == "start" ? throw Silence() : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();

        await host.TakeAsync(tenant, stop: true);

        (await world.RowsAsync()).Should().ContainSingle("what it stands for may run").Which.State.Should().Be(SandboxMemberState.Stopping);
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(12));
        world.Provider.Living.Should().BeEmpty();
        (await world.RowsAsync()).Should().BeEmpty();
        world.Provider.SnapshotIds.Should().BeEmpty();
    }

    [Fact]
    public async Task Settle_WhosePauseFailsOnce_DoesNotRecordDamageAsWhatItHeld()
    {
        using PoolWorld world = NewWorld();
        PoolHost host = world.NewHost();
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, host);
        world.Provider.Before = (action, _) => action is "pause" ? throw Silence() : Task.CompletedTask;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(15));
        world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(world, host, TimeSpan.FromMinutes(15));
        damaged.State.Should().Be(SandboxState.Paused);

        await using ISandboxLease lease = await host.AcquireAsync(tenant);

        lease.Arrival.Level.Should().Be(SandboxRestoreLevel.Snapshot);
        world.Provider.Sandboxes[lease.Sandbox][File].Should().Be("hello");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Host_KilledBeforeAndAfterEachOfItsCalls_LeavesWhatAnotherRestoresAndNothingElse(bool isGone)
    {
        int kills = 0;
        for (int at = 1; await KillAsync(at, isGone); at++)
        {
            kills++;
        }

        kills.Should().BeGreaterThan(20, "a restore from a snapshot has that many calls to the store and the provider");
    }

    /// <summary>Kills a host at its n-th gate while it restores, and lets another go on.</summary>
    /// <returns>False when the host had fewer, and lived through everything.</returns>
    private static async Task<bool> KillAsync(int at, bool isGone)
    {
        using PoolWorld world = NewWorld();
        CrashGate gate = new(at) { IsBypassed = true };
        PoolHost doomed = world.NewHost("host-a", Gated<IMultiTenantStore>.Wrap(world.Store, gate), new HostClock(world.Clock, gate, TimeSpan.Zero));
        (TenantId tenant, FakePoolSandbox damaged) = await DamagedAsync(world, doomed);
        damaged.State = isGone ? SandboxState.Failed : damaged.State;

        // What the killed host was about to ask the provider for is never asked: its calls meet the gate for good, and the next host's never do.
        AsyncLocal<bool> isDoomed = new();
        world.Provider.Before = world.Provider.After = async (_, _) =>
        {
            world.Provider.Running.Count.Should().BeLessThanOrEqualTo(1, $"killed at {at}: one row, one sandbox");
            await (isDoomed.Value ? gate.PassAsync().AsTask() : Task.CompletedTask);
        };
        gate.IsBypassed = false;
        Task living = Task.Run(async () =>
        {
            isDoomed.Value = true;
            await (await doomed.AcquireAsync(tenant)).DisposeAsync();
        });
        if (await Task.WhenAny(living, gate.Crashed) == living)
        {
            await living;
            return false;
        }

        PoolHost next = world.NewHost("host-b");
        await PoolClock.PassAsync(world, next, TimeSpan.FromMinutes(30));
        IReadOnlyList<SandboxMember> rows = await world.RowsAsync();
        rows.Should().ContainSingle($"killed at {at}").Which.State.Should().Be(SandboxMemberState.Paused, $"killed at {at}");
        world.Provider.Living.Where(s => s.Id != rows[0].Sandbox).Should().BeEmpty($"killed at {at}: nothing runs, or is kept, unowned");
        world.Provider.SnapshotIds.Should().ContainSingle($"killed at {at}");

        await using ISandboxLease lease = await next.AcquireAsync(tenant);
        world.Provider.Sandboxes[lease.Sandbox][File].Should().Be("hello", $"killed at {at}");
        world.Provider.Sandboxes[lease.Sandbox].CredentialsSeen.Should().ContainSingle($"killed at {at}");
        world.Provider.Living.Should().ContainSingle($"killed at {at}");
        return true;
    }

    private static PoolWorld NewWorld() => new() { Options = { WarmTarget = 0, MaxTotal = 2, SnapshotOnPause = true } };

    private static async Task<(TenantId Tenant, FakePoolSandbox Damaged)> DamagedAsync(PoolWorld world, PoolHost host)
    {
        (TenantId tenant, FakePoolSandbox sandbox) = await PoolHomes.PausedAsync(world, host);
        sandbox[File] = "damaged";
        return (tenant, sandbox);
    }

    private static CloudUnavailableException Silence() => new("no answer", FakePoolProvider.Details("NoAnswer", CloudEffect.Unknown, isTransient: true));
}
