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
