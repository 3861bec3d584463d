using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A warm or cold sandbox is handed over under its claim, and its lease recorded behind: what may happen in between.</summary>
public sealed class RecordBehindTests : IDisposable
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    /// <summary>How long a test waits for what should be done at once.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly PoolWorld _world = new();
    private readonly List<(SandboxMemberState State, bool IsCommitted, bool CanWait)> _written = [];
    private Func<ChangeSet, ValueTask<CommitResult>?> _recording = _ => null;

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Acquire_HandsOverBeforeTheLeaseIsRecorded_AndItsFirstUseWaitsForThat(int warm)
    {
        _world.Options.WarmTarget = warm;
        TaskCompletionSource slow = NewSignal();
        _recording = changes => SlowlyAsync(changes, slow.Task);
        PoolHost host = await NewFilledHostAsync();

        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());

        lease.Arrival.Origin.Should().Be(warm > 0 ? SandboxOrigin.Warm : SandboxOrigin.Cold);
        (await RowAsync(lease)).State.Should().Be(SandboxMemberState.Binding);
        Task<CommandResult> use = lease.Commands.RunAsync("true");
        use.IsCompleted.Should().BeFalse("of a host that dies now the sandbox is stopped, and its work would be lost");
        slow.SetResult();
        (await use.WaitAsync(s_patience)).IsSuccess.Should().BeTrue();
        (await RowAsync(lease)).State.Should().Be(SandboxMemberState.Leased);
    }

    [Fact]
    public async Task Acquire_OfMany_LetsTheClaimsGoBeforeTheLeases()
    {
        PoolHost host = await NewFilledHostAsync();

        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        (await lease.Commands.RunAsync("true")).IsSuccess.Should().BeTrue();

        _written.Single(w => w.State == SandboxMemberState.Binding).CanWait.Should().BeFalse("a caller waits for it");
        _written.First(w => w.State == SandboxMemberState.Leased).CanWait.Should().BeTrue("its caller has the sandbox already");
    }

    [Fact]
    public async Task Use_WhoseCallerDoesNotWaitForTheRecord_IsNotSent()
    {
        TaskCompletionSource slow = NewSignal();
        _recording = changes => SlowlyAsync(changes, slow.Task);
        PoolHost host = await NewFilledHostAsync();
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        int sent = 0;
        _world.Provider.Before = (action, _) => Task.FromResult(action == "run" ? sent++ : 0);
        using CancellationTokenSource impatient = new();

        Task use = lease.Commands.RunAsync("true", cancellationToken: impatient.Token);
        await impatient.CancelAsync();

        await FluentActions.Awaiting(() => use.WaitAsync(s_patience)).Should().ThrowAsync<OperationCanceledException>();
        sent.Should().Be(0);
        slow.SetResult();
    }

    [Fact]
    public async Task Host_ThatDiesBeforeTheLeaseIsRecorded_LeavesASandboxThatIsStoppedAndGoesToNobody()
    {
        _recording = _ => new(new TaskCompletionSource<CommitResult>().Task);
        PoolHost dead = await NewFilledHostAsync();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await dead.AcquireAsync(tenant);
        PoolHost alive = _world.NewHost("host-b");
        SandboxMember row = await RowAsync(lease);

        List<SandboxMemberState> seen = [];
        for (TimeSpan passed = TimeSpan.Zero; passed < TimeSpan.FromMinutes(5); passed += s_second)
        {
            _world.Time.Advance(s_second);
            await alive.RunAsync();
            seen.AddRange((await _world.RowsAsync()).Where(r => r.Id == row.Id).Select(r => r.State));
        }

        seen.Distinct().Should().Equal(SandboxMemberState.Binding);
        seen.Should().HaveCountGreaterThanOrEqualTo((int)(row.LeaseExpiresAt!.Value - row.StateSince).TotalSeconds, "until then the host could be alive, and only cut off");
        _world.Provider.Sandboxes[lease.Sandbox].IsAlive.Should().BeFalse();
        await using ISandboxLease next = await alive.AcquireAsync(tenant);
        next.Sandbox.Should().NotBe(lease.Sandbox);
        lease.LossReason.Should().Be(SandboxLossReason.Expired);
    }

    [Fact]
    public async Task Record_ThatIsRefusedForAnotherHasTheSandbox_LosesTheLease()
    {
        _recording = TakenFirstAsync;
        PoolHost host = await NewFilledHostAsync();

        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());

        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true").WaitAsync(s_patience)).Should().ThrowAsync<SandboxLeaseLostException>();
        lease.LossReason.Should().Be(SandboxLossReason.TakenOver);
        lease.Lost.IsCancellationRequested.Should().BeTrue();
        await lease.DisposeAsync();
        (await RowAsync(lease)).Owner.Should().Be("host-b", "who lost it leaves the row alone");

        async ValueTask<CommitResult> TakeFirstAsync(ChangeSet changes)
        {
            SandboxMember mine = ((StoreChange.UpdateSandboxMember)changes.Changes[0]).Member;
            SandboxMember row = (await _world.RowsAsync()).Single(r => r.Id == mine.Id);
            await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(row with { State = SandboxMemberState.Stopping, Owner = "host-b" })), default);
            return await _world.Store.CommitAsync(changes, default);
        }

        ValueTask<CommitResult>? TakenFirstAsync(ChangeSet changes) => TakeFirstAsync(changes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_GoneForAWhile_IsAskedAgainSoon(bool worked)
    {
        _recording = changes => FailAsync(changes, worked);
        PoolHost host = await NewFilledHostAsync();
        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        await PassAsync(TimeSpan.FromSeconds(3));
        Task<CommandResult> use = lease.Commands.RunAsync("true");
        use.IsCompleted.Should().BeFalse();
        _recording = _ => null;

        await PassAsync(s_second);

        (await use.WaitAsync(s_patience)).IsSuccess.Should().BeTrue("it waits for no renewal");
        (await RowAsync(lease)).State.Should().Be(SandboxMemberState.Leased);
        lease.LossReason.Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Store_GoneForLongerThanALease_LosesItWhileTheSandboxIsStillThisHosts(bool worked)
    {
        _recording = changes => FailAsync(changes, worked);
        PoolHost host = await NewFilledHostAsync();
        PoolHost other = _world.NewHost("host-b");
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        DateTimeOffset begun = _world.Time.GetUtcNow();
        while (lease.LossReason is null)
        {
            (await RowAsync(lease)).Owner.Should().Be("host-a");
            await PassAsync(s_second);
            await other.RunAsync();
        }

        lease.LossReason.Should().Be(SandboxLossReason.Expired);
        (_world.Time.GetUtcNow() - begun).Should().BeCloseTo(_world.Options.LeaseDuration, s_second * 2);
        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true").WaitAsync(s_patience)).Should().ThrowAsync<SandboxLeaseLostException>();
    }

    [Fact]
    public async Task Binding_ThatTookAllOfItsTime_IsFollowedByAWholeLease()
    {
        TimeSpan almost = _world.Options.CallTimeout - s_second;
        _recording = changes => FailAsync(changes, worked: false);
        PoolHost host = await NewFilledHostAsync();
        PoolHost other = _world.NewHost("host-b");
        _world.Provider.Before = (action, _) =>
        {
            _world.Time.Advance(action is "connect" or "run" ? almost : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        _world.Provider.Before = (_, _) => Task.CompletedTask;

        for (int second = 0; second < 20; second++)
        {
            await PassAsync(s_second);
            await other.RunAsync();
        }

        _recording = _ => null;
        await PassAsync(s_second);
        (await lease.Commands.RunAsync("true").WaitAsync(s_patience)).IsSuccess.Should().BeTrue("it was handed over a moment ago");
    }

    [Fact]
    public async Task Host_ThatStoodStillWhileItBound_HandsNothingOverThatIsAnothersByThen()
    {
        PoolHost host = await NewFilledHostAsync();
        bool stoodStill = false;
        SandboxId? half = null;
        _world.Provider.Before = (action, id) =>
        {
            if (action == "run" && !stoodStill)
            {
                (stoodStill, half) = (true, id);
                _world.Time.Advance(TimeSpan.FromMinutes(10));
            }

            return Task.CompletedTask;
        };

        await using ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());

        lease.Sandbox.Should().NotBe(half!.Value);
        lease.Arrival.Refused.Should().BeEmpty("nothing was wrong with the sandbox");
        _world.Provider.Sandboxes[half.Value].IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task Host_ThatStoodStillWhileItBound_HoldsNoLongerThanItsClaim()
    {
        _world.Options.WarmTarget = 1;
        _recording = changes => FailAsync(changes, worked: false);
        PoolHost host = await NewFilledHostAsync();
        TimeSpan left = TimeSpan.FromSeconds(5);
        _world.Provider.Before = (action, _) =>
        {
            _world.Time.Advance(action == "run" ? (_world.Options.CallTimeout * 2) + _world.Options.LeaseDuration - left : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        _world.Provider.Before = (_, _) => Task.CompletedTask;
        lease.LossReason.Should().BeNull();

        await PassAsync(left);

        lease.LossReason.Should().Be(SandboxLossReason.Expired, "from now on, but for the hosts' clocks, another may stop the sandbox");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Return_RightAfterTheHandOver_WaitsForTheRecordAndEndsAsAnyOther(bool stop)
    {
        TaskCompletionSource slow = NewSignal();
        _recording = changes => SlowlyAsync(changes, slow.Task);
        PoolHost host = await NewFilledHostAsync();
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        Task returning = stop ? lease.StopAsync() : lease.DisposeAsync().AsTask();
        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true").WaitAsync(s_patience)).Should().ThrowAsync<SandboxLeaseLostException>();
        await PassAsync(s_second);
        returning.IsCompleted.Should().BeFalse("what is under way is waited for");
        _recording = _ => null;
        slow.SetResult();

        await returning.WaitAsync(s_patience);

        _written.Should().OnlyContain(w => w.IsCommitted, "each write knew what the one before it had written");
        SandboxMemberState[] states = [.. _written.Select(w => w.State).SkipWhile(s => s != SandboxMemberState.Binding).Distinct()];
        states.Should().Equal(SandboxMemberState.Binding, SandboxMemberState.Leased, stop ? SandboxMemberState.Stopping : SandboxMemberState.Idle);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];
        sandbox.IsAlive.Should().Be(!stop);
        lease.LossReason.Should().BeNull();
        SandboxPoolStatus status = await host.Pool.GetStatusAsync("node");
        (status.Leased, status.Idle, status.Total).Should().Be((0, stop ? 0 : 1, stop ? 1 : 2));
        if (!stop)
        {
            (await RowAsync(lease)).Should().Match<SandboxMember>(r => r.State == SandboxMemberState.Idle && r.Owner == null);
            sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
        }
    }

    [Fact]
    public async Task Stop_AfterARenewalWhoseAnswerWasLost_StopsAllTheSame()
    {
        PoolHost host = await NewFilledHostAsync();
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        await lease.Commands.RunAsync("true").WaitAsync(s_patience);
        _recording = changes => FailAsync(changes, worked: true);
        await PassAsync(_world.Options.LeaseRenewal + s_second);
        _recording = _ => null;

        await lease.StopAsync().WaitAsync(s_patience);

        _world.Provider.Sandboxes[lease.Sandbox].IsAlive.Should().BeFalse("its holder wants its data gone");
        (await _world.RowsAsync()).Should().NotContain(r => r.Sandbox == lease.Sandbox);
    }

    [Fact]
    public async Task KeepActive_OfAHostThatDies_HoldsForAsLongAsWasDeclared()
    {
        PoolHost host = await NewFilledHostAsync();
        PoolHost other = _world.NewHost("host-b");
        ISandboxLease lease = await host.AcquireAsync(await _world.NewTenantAsync());
        await lease.Commands.RunAsync("true").WaitAsync(s_patience);
        lease.KeepActive(TimeSpan.FromHours(1));
        await PassAsync(_world.Options.LeaseRenewal + s_second);
        _recording = changes => FailAsync(changes, worked: false);

        await PoolClock.PassAsync(_world, other, TimeSpan.FromMinutes(55));

        lease.LossReason.Should().Be(SandboxLossReason.Expired);
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Running, "the work was said to take an hour");
        await PoolClock.PassAsync(_world, other, TimeSpan.FromMinutes(20));
        _world.Provider.Sandboxes[lease.Sandbox].State.Should().Be(SandboxState.Paused);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Makes a host whose warm sandboxes stand ready, and whose leases are recorded as the test wants.</summary>
    private async Task<PoolHost> NewFilledHostAsync()
    {
        PoolHost host = _world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) => method == nameof(IMultiTenantStore.CommitAsync) ? CommitAsync((ChangeSet)args[0]!) : null));
        await PoolClock.FillAsync(_world, 4, host);
        return host;
    }

    private async ValueTask<CommitResult> CommitAsync(ChangeSet changes)
    {
        bool records = changes.Changes.OfType<StoreChange.UpdateSandboxMember>().Any(u => u.Member.State == SandboxMemberState.Leased);
        CommitResult result = await ((records ? _recording(changes) : null) ?? _world.Store.CommitAsync(changes, default));
        lock (_written)
        {
            _written.AddRange(changes.Changes.OfType<StoreChange.UpdateSandboxMember>().Select(u => (u.Member.State, result.IsCommitted, changes.CanWait)));
        }

        return result;
    }

    private async ValueTask<CommitResult> SlowlyAsync(ChangeSet changes, Task slow)
    {
        await slow;
        return await _world.Store.CommitAsync(changes, default);
    }

    private async ValueTask<CommitResult> FailAsync(ChangeSet changes, bool worked)
    {
        if (worked)
        {
            await _world.Store.CommitAsync(changes, default);
        }

        throw new StoreUnavailableException("gone");
    }

    private async Task<SandboxMember> RowAsync(ISandboxLease lease) => (await _world.RowsAsync()).Single(r => r.Sandbox == lease.Sandbox);

    /// <summary>Lets time pass, for timers alone.</summary>
    private async Task PassAsync(TimeSpan time)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(250);
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _world.Time.Advance(step);
            await Task.Yield();
        }
    }
}
