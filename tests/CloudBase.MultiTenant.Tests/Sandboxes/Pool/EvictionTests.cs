using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A tenant that may keep only so much that is paused loses what it paused longest ago, and nothing else.</summary>
public sealed class EvictionTests : IDisposable
{
    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0 } };
    private PoolHost? _host;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Pause_OverTheLimit_CostsTheOneThatWasPausedLongestAgo()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, 40, 40, 40);

        States(sandboxes).Should().Equal(SandboxState.Stopped, SandboxState.Paused, SandboxState.Paused);
    }

    [Fact]
    public async Task Pause_LargerThanAllThatMayBeKept_CostsItselfAlone()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, 20, 20, 20, 200);

        States(sandboxes).Should().Equal([SandboxState.Paused, SandboxState.Paused, SandboxState.Paused, SandboxState.Stopped], "no room would come of the others");
    }

    [Fact]
    public async Task Pause_ThatTakesTheRoomOfMany_CostsAsManyAndIsKept()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;
        _world.Options.MaxTotal = 20;

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, [.. Enumerable.Repeat(10, 10), 95]);

        States(sandboxes).Should().Equal([.. Enumerable.Repeat(SandboxState.Stopped, 10), SandboxState.Paused], "or ten would have gone for nothing");
    }

    [Fact]
    public async Task Pause_WhileStopsFail_CostsOneAndNotEveryOther()
    {
        _world.Options.MaxPausedBytesPerTenant = 45;
        bool isFailing = false;
        _world.Provider.Before = (action, _) => isFailing && action == "stop"
            ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.None, isTransient: true))
            : Task.CompletedTask;

        FakePoolSandbox[] sandboxes = await PauseAsync(i => isFailing = i == 4, 10, 10, 10, 10, 10);
        isFailing = false;
        await PoolClock.PassAsync(_world, _host!, TimeSpan.FromMinutes(20));

        States(sandboxes).Should().Equal(SandboxState.Stopped, SandboxState.Paused, SandboxState.Paused, SandboxState.Paused, SandboxState.Paused);
        (await _world.RowsAsync()).Should().HaveCount(4).And.OnlyContain(r => r.PausedBytes == 10);
    }

    [Fact]
    public async Task Pause_OverTheLimit_LeavesWhatTakesNoRoom()
    {
        _world.Options.MaxPausedBytesPerTenant = 45;

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, 0, 30, 30);

        States(sandboxes).Should().Equal(SandboxState.Paused, SandboxState.Stopped, SandboxState.Paused);
    }

    [Fact]
    public async Task Pause_LargerThanAllThatMayBeKept_IsNotEvenBegun()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;
        int pauses = 0;
        _world.Provider.Before = (action, _) => Task.FromResult(pauses += action == "pause" ? 1 : 0);

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, 200);

        States(sandboxes).Should().Equal(SandboxState.Stopped);
        pauses.Should().Be(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pause_ThatIsUnderWay_IsCountedAlready(bool takesSnapshot)
    {
        _world.Options.MaxPausedBytesPerTenant = 100;
        _world.Options.SnapshotOnPause = takesSnapshot;
        List<long> before = [];
        _world.Provider.Before = async (action, _) =>
        {
            if (action is "pause" or "snapshot")
            {
                before.Add((await _world.RowsAsync()).Sum(r => r.PausedBytes));
            }
        };

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => { }, 60, 60);

        States(sandboxes).Should().Equal(SandboxState.Stopped, SandboxState.Paused);
        before.Should().OnlyContain(b => b == 60, "room is made before anything is paused or saved");
    }

    [Fact]
    public async Task Pause_OfAHomeThatNobodyCanCount_CountsAsAssumedAndNeverAsNothing()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;
        _world.Options.AssumedPausedBytes = 70;

        FakePoolSandbox[] sandboxes = await PauseAsync(i => _world.Provider.Sandboxes.Values.ToList().ForEach(s => s.HasNoTools = i >= 1), 40, 10, 10);

        States(sandboxes).Should().Equal(SandboxState.Stopped, SandboxState.Stopped, SandboxState.Paused);
        (await _world.RowsAsync()).Should().ContainSingle().Which.PausedBytes.Should().Be(70);
    }

    [Fact]
    public async Task Pause_OfAHomeThatNobodyCanCount_IsNotStoppedForAnAssumption()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;

        FakePoolSandbox[] sandboxes = await PauseAsync(_ => _world.Provider.Sandboxes.Values.ToList().ForEach(s => s.HasNoTools = true), 40);

        States(sandboxes).Should().Equal(SandboxState.Paused);
        (await _world.RowsAsync()).Should().ContainSingle().Which.PausedBytes.Should().Be(100, "all that its tenant may keep, and no more");
    }

    [Fact]
    public async Task Pause_ThatComesToNothing_TakesNoRoomWhileItIsStopped()
    {
        _world.Options.MaxPausedBytesPerTenant = 100;
        _world.Provider.Before = (action, id) => action switch
        {
            "pause" => throw new SandboxLostException("gone", id!.Value, SandboxEndReason.Unknown),
            "stop" => throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.None, isTransient: true)),
            _ => Task.CompletedTask,
        };

        await PauseAsync(_ => { }, 80);

        (await _world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Stopping).Which.PausedBytes.Should().Be(0);
    }

    [Fact]
    public async Task Pause_ByItsProvider_CountsAsAssumed()
    {
        _world.Options.AssumedPausedBytes = 70;
        _host = _world.NewHost();
        ISandboxLease lease = await _host.AcquireAsync(await _world.NewTenantAsync());
        await lease.DisposeAsync();
        _world.Provider.Sandboxes[lease.Sandbox].State = SandboxState.Paused;

        await PoolClock.PassIdleAsync(_world, _host);

        (await _world.RowsAsync()).Should().ContainSingle(r => r.State == SandboxMemberState.Paused).Which.PausedBytes.Should().Be(70);
    }

    /// <summary>Pauses as many sandboxes of one tenant, one after another, each with a file of so many bytes.</summary>
    private async Task<FakePoolSandbox[]> PauseAsync(Action<int> before, params int[] sizes)
    {
        _host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        List<ISandboxLease> held = [];
        foreach (int _ in sizes)
        {
            held.Add(await _host.AcquireAsync(tenant));
        }

        FakePoolSandbox[] sandboxes = [.. held.Select(l => _world.Provider.Sandboxes[l.Sandbox])];
        for (int i = 0; i < sizes.Length; i++)
        {
            before(i);
            if (sizes[i] > 0)
            {
                sandboxes[i]["work"] = new string('x', sizes[i]);
            }

            await held[i].DisposeAsync();
            await PoolClock.PassIdleAsync(_world, _host);
        }

        return sandboxes;
    }

    private static SandboxState[] States(FakePoolSandbox[] sandboxes) => [.. sandboxes.Select(s => s.State)];
}
