using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A store that is slow, gone for a while, or loses the answer of a commit: leases end with Lost, and nothing is handed over half bound.</summary>
public sealed class StoreFaultTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private Func<string, object?[], object?> _fault = (_, _) => null;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Store_GoneForLessThanALease_CostsNoLease()
    {
        PoolHost host = NewHost();
        ISandboxLease lease = await NewLeaseAsync(host);
        _fault = (_, _) => throw new StoreUnavailableException("gone");
        await PassWithoutRoundsAsync(TimeSpan.FromSeconds(19));
        _fault = (_, _) => null;

        await PassWithoutRoundsAsync(TimeSpan.FromMinutes(2));

        lease.LossReason.Should().BeNull();
        (await lease.Commands.RunAsync("true")).IsSuccess.Should().BeTrue();
    }

    [Fact]
    public async Task Store_GoneForLongerThanALease_EndsItBeforeAnyoneElseMayHaveTheSandbox()
    {
        PoolHost cut = NewHost();
        PoolHost other = _world.NewHost("host-b");
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await cut.AcquireAsync(tenant);
        _fault = (_, _) => throw new StoreUnavailableException("gone");

        SandboxMember row = (await _world.RowsAsync()).Single(r => r.Tenant is not null);
        for (int second = 0; second < 60 && row.State == SandboxMemberState.Leased; second++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await other.RunAsync();
            row = (await _world.RowsAsync()).Single(r => r.Tenant is not null);
            (lease.LossReason is null && row.Owner != "host-a").Should().BeFalse("of two hosts one has it");
        }

        lease.LossReason.Should().Be(SandboxLossReason.Expired);
        lease.Lost.IsCancellationRequested.Should().BeTrue();
        row.State.Should().Be(SandboxMemberState.Idle);
        await using ISandboxLease next = await other.AcquireAsync(tenant);
        next.Sandbox.Should().Be(lease.Sandbox);
        _fault = (_, _) => null;
        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true")).Should().ThrowAsync<SandboxLeaseLostException>();
        await lease.DisposeAsync();
        _world.Provider.Sandboxes[next.Sandbox][FakePoolSandbox.CredentialPath].Should().NotBeNull("who lost it takes nothing from who has it");
    }

    [Fact]
    public async Task Renewal_SlowerThanItsLease_GivesNothingBackToWhoWasToldThatItIsLost()
    {
        PoolHost host = NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        TaskCompletionSource slow = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _fault = (method, args) => method == nameof(IMultiTenantStore.CommitAsync) ? SlowlyAsync((ChangeSet)args[0]!, slow.Task) : null;
        await PassWithoutRoundsAsync(TimeSpan.FromSeconds(40));
        lease.LossReason.Should().Be(SandboxLossReason.Expired);

        _fault = (_, _) => null;
        slow.SetResult();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

        (await _world.RowsAsync()).Should().ContainSingle(r => r.Tenant != null).Which.State.Should().Be(SandboxMemberState.Idle);
        _world.Provider.Sandboxes[lease.Sandbox][FakePoolSandbox.CredentialPath].Should().BeNull();
        await using ISandboxLease next = await host.AcquireAsync(tenant);
        next.Sandbox.Should().Be(lease.Sandbox);
    }

    [Theory]
    [InlineData(SandboxMemberState.Binding, false)]
    [InlineData(SandboxMemberState.Binding, true)]
    [InlineData(SandboxMemberState.Leased, false)]
    [InlineData(SandboxMemberState.Leased, true)]
    public async Task Acquire_WhoseCommitFailsOrWhoseAnswerIsLost_LetsNobodyWorkAndLeavesNothingRunning(SandboxMemberState failing, bool worked)
    {
        PoolHost host = NewHost();
        await PoolClock.FillAsync(_world, 4, host);
        TenantId tenant = await _world.NewTenantAsync();
        _fault = (method, args) => method == nameof(IMultiTenantStore.CommitAsync) && Writes((ChangeSet)args[0]!, failing) ? FailAsync((ChangeSet)args[0]!, worked) : null;
        if (failing == SandboxMemberState.Binding)
        {
            await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<StoreUnavailableException>();
        }
        else
        {
            // Handed over under its claim, and lost for its lease is never recorded.
            ISandboxLease unrecorded = await host.AcquireAsync(tenant);
            Task<CommandResult> use = unrecorded.Commands.RunAsync("true");
            await PassWithoutRoundsAsync(_world.Options.LeaseDuration + TimeSpan.FromSeconds(1));
            await FluentActions.Awaiting(() => use).Should().ThrowAsync<SandboxLeaseLostException>();
        }

        _fault = (_, _) => null;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(6), TimeSpan.FromSeconds(5));

        (await _world.RowsAsync()).Should().OnlyContain(r => r.State == SandboxMemberState.Ready || r.State == SandboxMemberState.Idle);
        (await _world.RowsAsync()).Select(r => r.Sandbox!.Value).Should().BeEquivalentTo(_world.Provider.Living.Select(s => s.Id));
        _world.Provider.Living.Should().OnlyContain(s => s[FakePoolSandbox.CredentialPath] == null, "nobody holds one");
        (await host.Pool.GetStatusAsync("node")).Ready.Should().Be(2);
        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        _world.Provider.Sandboxes[lease.Sandbox].CredentialsSeen.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Refill_WhoseRowCannotBeWrittenWhenItIsWarm_LeavesNothingRunningUnowned(bool worked)
    {
        PoolHost host = NewHost();
        int failed = 0;
        _fault = (method, args) => method == nameof(IMultiTenantStore.CommitAsync) && Writes((ChangeSet)args[0]!, SandboxMemberState.Ready) && ++failed <= 2 ? FailAsync((ChangeSet)args[0]!, worked) : null;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(12), TimeSpan.FromSeconds(10));

        failed.Should().BeGreaterThanOrEqualTo(2);
        (await _world.RowsAsync()).Should().HaveCount(2).And.OnlyContain(r => r.State == SandboxMemberState.Ready);
        (await _world.RowsAsync()).Select(r => r.Sandbox!.Value).Should().BeEquivalentTo(_world.Provider.Living.Select(s => s.Id));
    }

    private static bool Writes(ChangeSet changes, SandboxMemberState state) => changes.Changes.OfType<StoreChange.UpdateSandboxMember>().Any(u => u.Member.State == state);

    private PoolHost NewHost() => _world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) => _fault(method, args)));

    private async Task<ISandboxLease> NewLeaseAsync(PoolHost host) => await host.AcquireAsync(await _world.NewTenantAsync());

    private async ValueTask<CommitResult> FailAsync(ChangeSet changes, bool worked)
    {
        if (worked)
        {
            await _world.Store.CommitAsync(changes, default);
        }

        throw new StoreUnavailableException("gone");
    }

    private async ValueTask<CommitResult> SlowlyAsync(ChangeSet changes, Task slow)
    {
        await slow;
        return await _world.Store.CommitAsync(changes, default);
    }

    /// <summary>Lets time pass second by second, for timers alone.</summary>
    private async Task PassWithoutRoundsAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
