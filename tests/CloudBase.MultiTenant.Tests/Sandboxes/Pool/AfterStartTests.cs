using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What fails after a start that worked: the sandbox keeps its row, and its place below the ceiling, until it is stopped.</summary>
public sealed class AfterStartTests : IDisposable
{
    private readonly PoolWorld _world = new();

    public AfterStartTests()
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal, _world.Options.ProbeCommand) = (0, 1, "probe");

        // No list shows what was started: only the call that started it knows which it is.
        _world.Provider.ListLag = TimeSpan.FromHours(1);
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Probe_Throttled_StopsWhatWasStarted()
    {
        PoolHost host = _world.NewHost();
        _world.Provider.Before = (action, _) => action == "run" ? throw Throttled(CloudEffect.None) : Task.CompletedTask;

        for (int i = 0; i < 3; i++)
        {
            (await AcquiringAsync(host).Should().ThrowAsync<SandboxPoolExhaustedException>()).WithInnerException<CloudThrottledException>();
        }

        _world.Provider.Sandboxes.Should().HaveCount(3);
        _world.Provider.Living.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Probe_RefusedWhileStopsFail_KeepsTheRowUntilItIsStopped()
    {
        PoolHost host = _world.NewHost();
        _world.Provider.Before = (action, _) => action is "run" or "stop" ? throw Throttled(CloudEffect.None) : Task.CompletedTask;

        await AcquiringAsync(host).Should().ThrowAsync<SandboxPoolExhaustedException>();
        await AcquiringAsync(host).Should().ThrowAsync<SandboxPoolExhaustedException>("its place is taken");

        FakePoolSandbox started = _world.Provider.Running.Should().ContainSingle().Subject;
        (await _world.RowsAsync()).Should().ContainSingle().Which.Sandbox.Should().Be(started.Id);
        _world.Provider.Before = (_, _) => Task.CompletedTask;
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1));
        started.IsAlive.Should().BeFalse();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Look_ThatFollowsAStart_Throttled_KeepsTheRowUntilAListShowsIt()
    {
        _world.Provider.ListLag = TimeSpan.FromSeconds(30);
        PoolHost host = _world.NewHost();
        _world.Provider.After = (action, _) => action == "start" ? throw Throttled(CloudEffect.Applied) : Task.CompletedTask;

        await AcquiringAsync(host).Should().ThrowAsync<SandboxPoolExhaustedException>();
        _world.Provider.After = (_, _) => Task.CompletedTask;

        _world.Provider.Running.Should().ContainSingle();
        (await _world.RowsAsync()).Should().ContainSingle();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5));
        _world.Provider.Living.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
        (await host.Pool.GetStatusAsync("node")).IsBreakerOpen.Should().BeFalse("who is throttled blames no template");
    }

    [Fact]
    public async Task Template_RefusedInASandboxThatWasNotStopped_StopsIt()
    {
        PoolHost host = _world.NewHost();
        _world.Provider.After = (action, id) => action == "start" ? throw Refused(id) : Task.CompletedTask;

        await AcquiringAsync(host).Should().ThrowAsync<SandboxTemplateException>();

        _world.Provider.Sandboxes.Should().ContainSingle();
        _world.Provider.Living.Should().BeEmpty();
        (await _world.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Template_RefusedBeforeAnythingWasStarted_LeavesNoRow()
    {
        PoolHost host = _world.NewHost();
        _world.Provider.Before = (action, _) => action == "start" ? throw Refused(null) : Task.CompletedTask;

        await AcquiringAsync(host).Should().ThrowAsync<SandboxTemplateException>();

        (await _world.RowsAsync()).Should().BeEmpty("nothing was started, and its place is free at once");
    }

    private static CloudThrottledException Throttled(CloudEffect effect) => new("slow down", FakePoolProvider.Details("Throttled", effect, isTransient: true));

    private static SandboxTemplateException Refused(SandboxId? left) => new("refused", "node", "1", SandboxTemplateStage.Verify, sandbox: left);

    private Func<Task> AcquiringAsync(PoolHost host) => async () => await host.AcquireAsync(await _world.NewTenantAsync());
}
