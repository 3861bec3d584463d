using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Providers that answer 500, throttle, lose replies, list late, kill what runs and do not resume: counts stay true, and nothing runs on unowned.</summary>
public sealed class ProviderFaultTests : IDisposable
{
    private readonly PoolWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_AnsweredWith500_IsStoppedWhateverBecameOfItAndTheNextCallIsServed(bool worked)
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        FailWith500("start", worked);
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        Mend();

        await using ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(8));

        lease.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        lease.LossReason.Should().BeNull();
        _world.Provider.Living.Should().ContainSingle().Which.Id.Should().Be(lease.Sandbox);
        await MustCountTrulyAsync(host);
    }

    [Fact]
    public async Task Refill_WhoseRepliesAreLost_EndsAtTheTargetAndLeavesNothingRunning()
    {
        PoolHost host = _world.NewHost();
        int lost = 0;
        _world.Provider.ListLag = TimeSpan.FromSeconds(90);
        _world.Provider.After = (action, _) => action == "start" && ++lost <= 3 ? throw Unavailable() : Task.CompletedTask;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(15));

        lost.Should().BeGreaterThan(3);
        (await _world.RowsAsync()).Should().HaveCount(2).And.OnlyContain(r => r.State == SandboxMemberState.Ready);
        await MustCountTrulyAsync(host);
    }

    [Fact]
    public async Task Start_WhoseReplyIsLostWhileListsAreLate_IsStoppedWhenTheyShowIt()
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        _world.Provider.ListLag = TimeSpan.FromSeconds(110);
        FailWith500("start", worked: true);
        await FluentActions.Awaiting(() => NewLeaseAsync(host)).Should().ThrowAsync<CloudUnavailableException>();
        Mend();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(10));
        _world.Provider.Living.Should().ContainSingle("no list shows it yet");
        (await _world.RowsAsync()).Should().ContainSingle("what may run keeps its row, and its place below the ceiling");

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(4));

        _world.Provider.Living.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Start_Throttled_IsRefusedForAsLongAsTheProviderAsksAndOpensNoBreaker()
    {
        PoolHost host = _world.NewHost();
        int starts = 0;
        _world.Provider.Before = (action, _) => action == "start" && ++starts > 0
            ? throw new CloudThrottledException("slower", FakePoolProvider.Details("Throttled", CloudEffect.None, isTransient: true) with { RetryAfter = TimeSpan.FromSeconds(45) })
            : Task.CompletedTask;

        SandboxPoolExhaustedException refused = (await FluentActions.Awaiting(() => NewLeaseAsync(host)).Should().ThrowAsync<SandboxPoolExhaustedException>()).Which;
        int before = starts;
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(5));
        int held = starts - before;
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(5));

        refused.RetryAfter.Should().Be(TimeSpan.FromSeconds(45));
        held.Should().Be(0, "the provider asked for 45 seconds");
        (starts - before).Should().BeInRange(10, 15, "it is asked again when it said so");
        (await host.Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => !s.IsBreakerOpen && s.Total == 0);
        Mend();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        (await host.Pool.GetStatusAsync("node")).Ready.Should().Be(2);
    }

    [Fact]
    public async Task Held_KilledByItsProvider_IsLostWithoutACallIntoIt()
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        ISandboxLease lease = await NewLeaseAsync(host);
        _world.Provider.Sandboxes[lease.Sandbox].State = SandboxState.Stopped;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5));

        lease.Lost.IsCancellationRequested.Should().BeTrue();
        lease.LossReason.Should().Be(SandboxLossReason.SandboxGone);
        (await _world.RowsAsync()).Should().BeEmpty();
        (await host.Pool.GetStatusAsync("node")).Total.Should().Be(0);
    }

    [Fact]
    public async Task Idle_KilledByItsProvider_IsReplacedWhenItsTenantComesBackAndSaysWhy()
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        await first.DisposeAsync();
        _world.Provider.Sandboxes[first.Sandbox].State = SandboxState.Stopped;

        await using ISandboxLease second = await host.AcquireAsync(tenant);

        second.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        second.Arrival.Refused.Should().ContainSingle(r => r.StartsWith("running:", StringComparison.Ordinal));
        (await _world.RowsAsync()).Should().ContainSingle().Which.Sandbox.Should().Be(second.Sandbox);
    }

    [Fact]
    public async Task Paused_WhoseResumeFails_IsKeptForAPersonAndItsTenantGetsAnother()
    {
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease first = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[first.Sandbox];
        sandbox["work"] = "the only copy";
        await first.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);

        // As Agent Sandbox has it: the resume is accepted, comes to nothing, and the instance stands as RESUME_FAILED, which is paused.
        _world.Provider.Before = (action, _) => action == "resume"
            ? throw new CloudConflictException("it is RESUME_FAILED", FakePoolProvider.Details("RESUME_FAILED", CloudEffect.Unknown))
            : Task.CompletedTask;
        await using ISandboxLease second = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));

        second.Sandbox.Should().NotBe(first.Sandbox);
        second.Arrival.Refused[0].Should().StartWith("memory: ").And.Contain("RESUME_FAILED");
        sandbox.State.Should().Be(SandboxState.Paused);
        sandbox["work"].Should().Be("the only copy");
        (await host.Pool.GetStatusAsync("node")).Should().Match<SandboxPoolStatus>(s => s.Paused == 1 && s.Leased == 1 && s.Total == 1);
        Mend();
        await using ISandboxLease third = await host.AcquireAsync(tenant);
        third.Sandbox.Should().NotBe(first.Sandbox, "what did not resume is given to nobody");
        await PoolClock.PassAsync(_world, host, _world.Options.KeepPaused + TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));
        sandbox.IsAlive.Should().BeFalse("nothing is kept for ever");
    }

    [Fact]
    public async Task Provider_ThatAnswersNothingForAQuarterOfAnHour_CostsNoLeaseAndNoFile()
    {
        PoolHost host = _world.NewHost();
        await PoolClock.FillAsync(_world, 4, host);
        TenantId idle = await _world.NewTenantAsync();
        ISandboxLease returned = await host.AcquireAsync(idle);
        _world.Provider.Sandboxes[returned.Sandbox]["work"] = "done";
        await returned.DisposeAsync();
        ISandboxLease held = await NewLeaseAsync(host);
        _world.Provider.Before = (_, _) => throw Unavailable();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(5));

        held.LossReason.Should().BeNull("an error says nothing about the sandbox");
        Mend();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(8), TimeSpan.FromSeconds(5));
        await using ISandboxLease again = await host.AcquireAsync(idle);
        _world.Provider.Sandboxes[again.Sandbox]["work"].Should().Be("done");
        await held.DisposeAsync();
        await MustCountTrulyAsync(host);
    }

    private static CloudUnavailableException Unavailable() => new("500", FakePoolProvider.Details("500", CloudEffect.Unknown, isTransient: true));

    private async Task<ISandboxLease> NewLeaseAsync(PoolHost host) => await host.AcquireAsync(await _world.NewTenantAsync());

    /// <summary>Answers an action with 500 from now on, before or after its effect.</summary>
    private void FailWith500(string failing, bool worked)
    {
        Task Fail(string action, SandboxId? id) => action == failing ? throw Unavailable() : Task.CompletedTask;
        _ = worked ? _world.Provider.After = Fail : _world.Provider.Before = Fail;
    }

    private void Mend() => _world.Provider.Before = _world.Provider.After = (_, _) => Task.CompletedTask;

    /// <summary>Each living sandbox has its row, each row its sandbox, and what is counted is what there is.</summary>
    private async Task MustCountTrulyAsync(PoolHost host)
    {
        IReadOnlyList<SandboxMember> rows = await _world.RowsAsync();
        rows.Select(r => r.Sandbox!.Value).Should().BeEquivalentTo(_world.Provider.Living.Select(s => s.Id));
        SandboxPoolStatus status = await host.Pool.GetStatusAsync("node");
        status.Total.Should().Be(_world.Provider.Running.Count);
        status.Paused.Should().Be(_world.Provider.Living.Count - _world.Provider.Running.Count);
    }
}
