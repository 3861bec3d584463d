using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>How much room a refill leaves for calls, and who gets the one start that an open breaker lets through.</summary>
public sealed class RefillRoomTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _starts;

    public RefillRoomTests() => _world.Options.WaitForWarm = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public async Task Refill_WhileCallsWaitForWhatIsWarm_LeavesRoomForThoseThatMayStartTheirOwn(bool mayStartCold, int starts)
    {
        _world.Options.MaxTotal = 2;
        PoolHost host = _world.NewHost();
        await host.Parts.Gate.OpenAsync(Cancel);
        PoolMembers members = new(host.Parts);
        MemberEnd end = new(host.Parts, members);
        WarmMembers warm = new(host.Definition, host.Parts, members);
        Refill refill = new(host.Definition, host.Parts, members, warm, new MemberStart(host.Definition, host.Parts, members, end), end, new RefillLedger(host.Definition, host.Parts));
        HangFirstStart();
        await refill.RunAsync(Cancel);
        using CancellationTokenSource leave = new();
        Task<SandboxMember?>[] waiting = [WaitAsync(await _world.NewTenantAsync()), WaitAsync(await _world.NewTenantAsync())];

        for (int i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await refill.RunAsync(Cancel);
        }

        (await _world.RowsAsync()).Should().HaveCount(starts);
        _hanging.SetResult();
        await refill.WaitAsync();
        (await await Task.WhenAny(waiting)).Should().NotBeNull("what is started for it comes to it");
        await leave.CancelAsync();
        await Task.WhenAll(waiting).ContinueWith(_ => { }, TaskScheduler.Default);

        Task<SandboxMember?> WaitAsync(TenantId tenant) => warm.TakeAsync(tenant, TimeSpan.FromMinutes(1), mayStartCold, leave.Token).AsTask();
    }

    [Fact]
    public async Task Refill_WhileACallStartsItsOwn_CountsThatOnce()
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal) = (1, 2);
        PoolHost host = _world.NewHost();
        HangFirstStart();
        Task<ISandboxLease> call = host.AcquireAsync(await _world.NewTenantAsync());
        await UntilAsync(() => Volatile.Read(ref _starts) == 1);

        await host.Pools.All.Single().RunAsync(Cancel);

        (await _world.RowsAsync()).Should().HaveCount(2, "one is the call's, and one is missing");
        _hanging.SetResult();
        await host.Pools.All.Single().WaitForStartsAsync();
        (await call).Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        _world.Provider.Running.Should().HaveCount(2);
    }

    [Fact]
    public async Task Breaker_WhoseProbeIsDue_KeepsItForACallThatStartsSomething()
    {
        (_world.Options.WarmTarget, _world.Options.MaxPerTenant) = (0, 1);
        PoolHost host = _world.NewHost();
        TenantId full = await _world.NewTenantAsync();
        await using ISandboxLease held = await host.AcquireAsync(full);
        await OpenBreakerAsync(host);

        _world.Time.Advance(TimeSpan.FromSeconds(61));
        await FluentActions.Awaiting(() => host.AcquireAsync(full)).Should().ThrowAsync<SandboxQuotaException>();

        await using ISandboxLease served = await host.AcquireAsync(await _world.NewTenantAsync());
        served.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        (await host.Pool.GetStatusAsync("node")).IsBreakerOpen.Should().BeFalse();
    }

    [Fact]
    public async Task Breaker_WhoseProbeIsTaken_LeavesNoRowOfTheCallThatCameLate()
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        await OpenBreakerAsync(host);
        _world.Time.Advance(TimeSpan.FromSeconds(61));
        int taken = 0;
        PoolHost late = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) =>
            method == nameof(IMultiTenantStore.CommitAsync) && args[0] is ChangeSet changes && changes.Changes.Any(c => c is StoreChange.InsertSandboxMember)
                ? new ValueTask<CommitResult>(InsertLateAsync(changes))
                : null));

        SandboxPoolExhaustedException refused = (await FluentActions.Awaiting(async () => await late.AcquireAsync(await _world.NewTenantAsync())).Should().ThrowAsync<SandboxPoolExhaustedException>()).Which;

        taken.Should().Be(1);
        refused.RetryAfter.Should().BeGreaterThan(TimeSpan.FromSeconds(30));
        (await _world.RowsAsync()).Should().BeEmpty();
        _world.Provider.Sandboxes.Should().BeEmpty();

        // Between the look of one and its row another takes the probe.
        async Task<CommitResult> InsertLateAsync(ChangeSet changes)
        {
            taken = await new RefillLedger(host.Definition, host.Parts).TakeAsync(1);
            return await _world.Store.CommitAsync(changes, Cancel);
        }
    }

    [Fact]
    public async Task Breaker_WhoseProbeWasTakenByARefillThatHadNoRoom_IsThereForTheNextCall()
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal) = (0, 2);
        PoolHost first = _world.NewHost();
        ISandboxLease[] held = [await first.AcquireAsync(await _world.NewTenantAsync()), await first.AcquireAsync(await _world.NewTenantAsync())];
        await OpenBreakerAsync(first);
        _world.Options = new SandboxPoolOptions { Base = "base", WarmTarget = 2, MaxTotal = 2, RefillPerSecond = 1000, WaitForRoom = TimeSpan.Zero };
        int counts = 0;
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, _) =>
            method == nameof(IMultiTenantStore.CountSandboxMembersAsync) && ++counts == 1 ? new ValueTask<IReadOnlyList<SandboxMemberCount>>([]) : null));
        _world.Time.Advance(TimeSpan.FromSeconds(61));
        await host.RunAsync();
        counts.Should().BeGreaterThan(0, "it counted before the others were there");
        await held[0].StopAsync(Cancel);

        await using ISandboxLease served = await host.AcquireAsync(await _world.NewTenantAsync());

        served.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static async Task OpenBreakerAsync(PoolHost host)
    {
        await host.Parts.Gate.OpenAsync(Cancel);
        RefillLedger ledger = new(host.Definition, host.Parts);
        for (int i = 0; i < 5; i++)
        {
            await ledger.RecordAsync(new CloudCallException("bad template", FakePoolProvider.Details("Bad", CloudEffect.None)));
        }

        ledger.IsOpen.Should().BeTrue();
    }

    private void HangFirstStart() => _world.Provider.Before = (action, _) => action == "start" && Interlocked.Increment(ref _starts) == 1 ? _hanging.Task : Task.CompletedTask;
}
