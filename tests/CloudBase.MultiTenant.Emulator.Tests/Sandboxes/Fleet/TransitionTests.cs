using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Fleet;

/// <summary>Changes of a sandbox's state over a runtime that fails at each point with what a file system throws: none is left half-way.</summary>
public sealed class TransitionTests : IAsyncLifetime
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);
    private readonly ScriptedRuntime _runtime = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
    private SandboxFleet _fleet = null!;

    public static TheoryData<Exception> Failures => [new IOException("No space left on device"), new UnauthorizedAccessException("Access denied"), new InvalidOperationException("A bug")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _fleet = new SandboxFleet(new CloudBaseEmulatorOptions { TimeProvider = _clock, Seed = 1, MaxSandboxes = 10_000 }, new RuntimeSource(() => Task.FromResult<Emulator.Sandboxes.Runtime.ISandboxRuntime>(_runtime)));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _runtime.Heal();
        await _fleet.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Start_ThatFails_IsOverAndTold(Exception failure)
    {
        _runtime.Fail("start", failure);

        await RefusedAsync(() => _fleet.StartAsync(New(), Token), failure);

        var shown = _fleet.All(ended: true).Single();
        (shown.State, shown.Ended).Should().Be((FleetState.Failed, EndReason.Error));
    }

    [Fact]
    public void Begin_OfAStart_TellsThatItIsStarting()
    {
        // So many that one would run by the time that it is looked at.
        for (var start = 0; start < 5000; start++)
        {
            _fleet.Begin(New()).State.Should().Be(FleetState.Starting);
        }
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Freeze_ThatFails_LeavesItRunningForAsLongAsItHad(Exception failure)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        _clock.Advance(TimeSpan.FromSeconds(50));
        _runtime.Fail("freeze", failure);

        await RefusedAsync(() => _fleet.PauseAsync(id, keepMemory: true, Token), failure);

        var shown = _fleet.Peek(id)!;
        shown.State.Should().Be(FleetState.Running);
        shown.EndsAt.Should().Be(_clock.GetUtcNow() + TimeSpan.FromSeconds(10), "a pause that was refused gives no new lifetime");
        _clock.Advance(TimeSpan.FromSeconds(10));
        (await EndedAsync(id)).Ended.Should().Be(EndReason.Timeout);
    }

    [Theory]
    [InlineData("discard")]
    [InlineData("delete")]
    public async Task Dispose_WhileFilesAreBeingDeleted_WaitsForThat(string step)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        var snapshot = await _fleet.SnapshotAsync(id, name: null, Token);
        var (reached, release) = _runtime.Hold(step);
        if (step == "discard")
        {
            _fleet.BeginStop(id);
        }
        else
        {
            await _fleet.StopAsync(id, EndReason.Manual, Token);
            _fleet.Remove(snapshot.Id).Should().BeTrue();
        }

        await reached.WaitAsync(Token);
        var disposing = _fleet.DisposeAsync().AsTask();

        // It has nothing else to wait for, and would have been done before it returned.
        disposing.IsCompleted.Should().BeFalse("who gave it a folder takes that back, and may delete it");
        release();
        await disposing.WaitAsync(Token);
    }

    [Fact]
    public async Task Pause_WhereNothingCanFreeze_GivesNoNewLifetime()
    {
        _runtime.CanFreeze = false;
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        for (var second = 0; second < 5; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await ((Func<Task>)(() => _fleet.PauseAsync(id, keepMemory: true, Token))).Should().ThrowAsync<FleetException>();
        }

        _clock.Advance(TimeSpan.FromSeconds(10));

        (await EndedAsync(id)).Ended.Should().Be(EndReason.Timeout);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task PauseToDisk_ThatFails_EndsItForGood(Exception failure)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        _runtime.Fail("kill", failure);
        var (discarded, release) = _runtime.Hold("discard");

        await RefusedAsync(() => _fleet.PauseAsync(id, keepMemory: false, Token), failure);

        // It has ended for all who ask before its disk is removed.
        await discarded.WaitAsync(Token);
        release();
        (await EndedAsync(id)).Ended.Should().Be(EndReason.Error);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Thaw_ThatFails_LeavesItPausedAndCanBeTriedAgain(Exception failure)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        await _fleet.PauseAsync(id, keepMemory: true, Token);
        _runtime.Fail("thaw", failure);

        await RefusedAsync(() => _fleet.ResumeAsync(id, null, Token), failure);

        _fleet.Peek(id)!.State.Should().Be(FleetState.Paused);
        _runtime.Heal();
        (await _fleet.ResumeAsync(id, null, Token)).State.Should().Be(FleetState.Running);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task ResumeFromDisk_ThatFails_LeavesItPausedAndCanBeTriedAgain(Exception failure)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        await _fleet.PauseAsync(id, keepMemory: false, Token);
        _runtime.Fail("start", failure);

        await RefusedAsync(() => _fleet.ResumeAsync(id, null, Token), failure);

        _fleet.Peek(id)!.State.Should().Be(FleetState.Paused);
        _runtime.Heal();
        (await _fleet.ResumeAsync(id, null, Token)).State.Should().Be(FleetState.Running);
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Save_ThatFails_LeavesItRunning(Exception failure)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        _runtime.Fail("save", failure);

        await RefusedAsync(() => _fleet.SnapshotAsync(id, null, Token), failure);

        _fleet.Peek(id)!.State.Should().Be(FleetState.Running);
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("discard")]
    public async Task Stop_ThatFails_IsOverAndToldAndTheRestIsDone(string step)
    {
        var id = (await _fleet.StartAsync(New(), Token)).Id;
        var failure = new IOException("No space left on device");
        _runtime.Fail(step, failure);

        await RefusedAsync(() => _fleet.StopAsync(id, EndReason.Manual, Token), failure);

        _fleet.Peek(id)!.State.Should().Be(FleetState.Stopped);
        _runtime.Done.Should().EndWith($"discard {id}");
        await ((Func<Task>)(() => _fleet.StopAsync(id, EndReason.Manual, Token))).Should().ThrowAsync<FleetException>().Where(e => e.Error == FleetError.NotFound);
    }

    [Theory]
    [InlineData("freeze", true)]
    [InlineData("thaw", true)]
    [InlineData("kill", false)]
    [InlineData("start", false)]
    [InlineData("save", true)]
    public async Task Stop_DuringAChangeThatFails_StillEndsIt(string step, bool keepMemory)
    {
        Task change;
        string id;
        if (step == "start")
        {
            var (reached, release) = Begin(step);
            change = _fleet.StartAsync(New(), Token);
            await reached;
            id = _fleet.All().Single().Id;
            await StopWhileAsync(id, change, release);
            return;
        }

        id = (await _fleet.StartAsync(New(), Token)).Id;
        if (step == "thaw")
        {
            await _fleet.PauseAsync(id, keepMemory: true, Token);
        }

        var (begun, go) = Begin(step);
        change = step switch
        {
            "thaw" => _fleet.ResumeAsync(id, null, Token),
            "save" => _fleet.SnapshotAsync(id, null, Token),
            _ => _fleet.PauseAsync(id, keepMemory, Token),
        };
        await begun;
        await StopWhileAsync(id, change, go);
    }

    [Fact]
    public async Task Stop_DuringAStartThatFails_LetsGoOfItsLayersOnce()
    {
        var source = (await _fleet.StartAsync(New(), Token)).Id;
        var template = await _fleet.SnapshotAsync(source, "saved", Token);
        await _fleet.StopAsync(source, EndReason.Manual, Token);
        var (reached, release) = Begin("start");
        var start = _fleet.StartAsync(New() with { Template = template }, Token);
        await reached;

        await StopWhileAsync(_fleet.All().Single().Id, start, release);

        _runtime.Heal();
        _runtime.Done.Should().NotContain(done => done.StartsWith("delete", StringComparison.Ordinal), "the template still needs its layer");
        (await _fleet.StartAsync(New() with { Template = template }, Token)).State.Should().Be(FleetState.Running);
    }

    [Fact]
    public async Task Expiry_ThatPausesWhereFreezingFails_KeepsTheDisk()
    {
        var id = (await _fleet.StartAsync(New() with { PauseOnExpiry = true }, Token)).Id;
        _runtime.Fail("freeze", new IOException("Device or resource busy"));

        _clock.Advance(s_lifetime);

        (await _fleet.FindAsync(id, Token)).State.Should().Be(FleetState.Paused);
        _runtime.Done.Should().EndWith([$"freeze {id}", $"kill {id}"]);
    }

    private static FleetStart New() => new() { Template = new FleetTemplate { Id = "sdt-base0000", Name = "base" }, Lifetime = s_lifetime };

    private (Task Reached, Action Release) Begin(string step)
    {
        _runtime.Fail(step, new IOException("No space left on device"));
        return _runtime.Hold(step);
    }

    private async Task StopWhileAsync(string id, Task change, Action release)
    {
        var stop = _fleet.StopAsync(id, EndReason.Manual, Token);
        release();

        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        await stop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        var shown = _fleet.Peek(id)!;
        (shown.State, shown.Ended).Should().Be((FleetState.Stopped, EndReason.Manual));
        _runtime.Done.Count(done => done == $"discard {id}").Should().Be(1);
    }

    private async Task<SandboxView> EndedAsync(string id)
    {
        await ((Func<Task>)(() => _fleet.FindAsync(id, Token))).Should().ThrowAsync<FleetException>().Where(e => e.Error == FleetError.NotFound);
        var shown = _fleet.Peek(id)!;
        shown.State.Should().Be(FleetState.Stopped);
        return shown;
    }

    private static async Task RefusedAsync(Func<Task> act, Exception failure) =>
        (await act.Should().ThrowAsync<FleetException>()).Where(e => e.Error == FleetError.Unavailable && e.InnerException == failure).WithMessage($"*{failure.Message}*");
}
