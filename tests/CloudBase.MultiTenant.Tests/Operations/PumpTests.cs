using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

public sealed class PumpTests
{
    [Fact]
    public async Task EnsureAsync_ManyCallersOnTwoHosts_OneOperationAndOneTenantForAll()
    {
        var world = new SimulatedWorld();
        SimulatedHost one = world.NewHost("one", configure: PatientWithPump);
        SimulatedHost two = world.NewHost("two", configure: PatientWithPump);

        Task<Tenant>[] callers = [.. Enumerable.Range(0, 40).Select(i => Task.Run(() =>
            (i % 2 == 0 ? one : two).Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default).AsTask()))];
        Task all = Task.WhenAll(callers);
        while (!all.IsCompleted)
        {
            // Callers on the other host learn of the end by looking, which takes time.
            await Task.WhenAny(all, Task.Delay(20, TestContext.Current.CancellationToken));
            world.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Tenant[] tenants = await Task.WhenAll(callers);
        tenants.Select(t => t.EnvironmentId).Distinct().Should().ContainSingle();
        world.Cloud.Ledger.Should().ContainSingle();
        (await world.OperationsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task EnsureAsync_CallerGoesAway_TheOperationGoesOn()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();
        using var gone = new CancellationTokenSource();
        Task<Tenant> ensuring = host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default, gone.Token).AsTask();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ensuring);

        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task EnsureAsync_WhenTimersRingAMomentTooEarly_GoesOnWithoutAPump()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ReadyDelay = TimeSpan.FromSeconds(5) }) { TimersEarlyBy = TimeSpan.FromMilliseconds(400) };
        SimulatedHost host = world.NewHost(configure: o => o.Operations.RunPump = true);

        Task<Tenant> ensuring = host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default).AsTask();
        while (!ensuring.IsCompleted)
        {
            await Task.WhenAny(ensuring, Task.Delay(20, TestContext.Current.CancellationToken));
            world.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        (await ensuring).State.Should().Be(TenantState.Active, "nobody but its own timer wakes it");
    }

    [Fact]
    public async Task RunOnceAsync_LeaseOfAnotherHost_IsObservedUntilItExpiresPlusSkew()
    {
        var world = new SimulatedWorld();
        SimulatedHost first = world.NewHost("first");
        await Verbs.StartAsync(first, "provision");
        TenantOperation operation = (await world.OperationsAsync()).Single();
        (await first.Get<OperationClaims>().TryClaimAsync(operation, default)).Should().NotBeNull();
        SimulatedHost second = world.NewHost("second");

        world.Time.Advance(TimeSpan.FromSeconds(34.9));
        (await second.Pump.RunOnceAsync()).Should().Be(0);
        world.Time.Advance(TimeSpan.FromSeconds(0.2));
        (await second.Pump.RunOnceAsync()).Should().Be(1);
    }

    [Fact]
    public async Task CommitAsync_StaleFenceOfTheSameHostName_IsRefusedAndWritesNothing()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost("same");
        await Verbs.StartAsync(host, "provision");
        LeasedOperation stale = (await host.Get<OperationClaims>().TryClaimAsync((await world.OperationsAsync()).Single(), default))!;
        world.Time.Advance(TimeSpan.FromMinutes(1));
        LeasedOperation fresh = (await host.Get<OperationClaims>().TryClaimAsync((await world.OperationsAsync()).Single(), default))!;
        fresh.Operation.Fence.Should().BeGreaterThan(stale.Operation.Fence);
        var session = new OperationSession(world.Store, world.Time, TimeSpan.FromSeconds(30), "same", stale);
        session.Journal(JournalEntryKind.Intent, "environment.order", 1);

        await Assert.ThrowsAsync<OperationSignal.OwnershipLost>(() => session.CommitAsync(o => o).AsTask());

        (await world.Store.ReadJournalAsync(stale.Operation.Id, 0, default)).Should().NotContain(e => e.Kind == JournalEntryKind.Intent);
        (await world.OperationsAsync()).Single().Version.Should().Be(fresh.Operation.Version);
    }

    [Fact]
    public async Task RunOnceAsync_AuditSinkFails_RecordsComeAgainInOrder()
    {
        var world = new SimulatedWorld();
        var sink = new BrittleSink();
        world.AuditSinks.Add(sink);
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        sink.Taken.Should().BeEmpty();

        sink.IsBroken = false;
        await host.Pump.RunOnceAsync();
        await host.Pump.RunOnceAsync();

        sink.Taken.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems().And.HaveCountGreaterThan(5);
    }

    [Fact]
    public async Task WatchAsync_ProvisionFromTheStart_ShowsEveryEntryOnceAndEnds()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        OperationId id = (await world.OperationsAsync()).Single().Id;

        List<long> seen = [];
        await foreach (OperationEvent one in host.Operations.WatchAsync(id, 0))
        {
            seen.Add(one.Sequence);
        }

        seen.Should().Equal(Enumerable.Range(1, seen.Count).Select(i => (long)i));
    }

    [Fact]
    public async Task StartAsync_StoreOfAnotherDeployment_SaysThatThePumpDied()
    {
        var world = new SimulatedWorld();
        await world.NewHost().Pump.RunOnceAsync();
        using var logs = new CollectingLoggerFactory();
        world.LoggerFactory = logs;
        SimulatedHost stranger = world.NewHost("stranger", configure: o =>
        {
            o.DeploymentName = "staging";
            o.Operations.RunPump = true;
        });

        await stranger.Pump.StartAsync(default);
        await logs.Critical.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        (await logs.Critical.Task).Should().Contain("pump died");
        await stranger.Pump.StopAsync(default);
    }

    [Fact]
    public async Task EnsureAsync_ThreeHundredTenantsAtOnce_AllActiveOneOrderEach()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost(configure: o => o.Operations.RunPump = true);

        Tenant[] tenants = await Task.WhenAll(Enumerable.Range(0, 300).Select(i =>
            host.Provisioner.EnsureAsync(TenantId.Parse($"t{i}"), TenantSpec.Default).AsTask()));

        tenants.Should().OnlyContain(t => t.State == TenantState.Active);
        world.Cloud.Ledger.Should().HaveCount(300);
    }

    /// <summary>A day of patience, which a busy machine does not use up while time is moved on.</summary>
    private static void PatientWithPump(CloudBaseOptions options) => (options.Operations.RunPump, options.Provisioning.Patience) = (true, TimeSpan.FromDays(1));

    private sealed class BrittleSink : IAuditSink
    {
        public bool IsBroken { get; set; } = true;

        public List<long> Taken { get; } = [];

        public string Name => "brittle";

        public ValueTask WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
        {
            if (IsBroken)
            {
                throw new IOException("The disk is full.");
            }

            Taken.AddRange(records.Select(r => r.Sequence));
            return default;
        }
    }
}
