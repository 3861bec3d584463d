using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>The provider as one host sees it: behind its gate, with calls that fail, are throttled, lose their reply or have their effect late.</summary>
internal sealed class ScheduleProvider(FakePoolProvider inner, ScheduleGate gate, ScheduleWorld world) : ISandboxProvider
{
    /// <summary>What is seldom called has more often something wrong with it.</summary>
    private const int Seldom = 3;

    /// <summary>How many seconds later an effect may come.</summary>
    private const int Latest = 40;

    /// <summary>How many seconds later a pause, or a command into a sandbox, may come: nothing is waited for on its behalf.</summary>
    private const int LatestOfAll = 240;

    private bool _isLanding;

    public string Name => inner.Name;

    public SandboxCapabilities Capabilities => inner.Capabilities;

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken) =>
        Wrap(await CallAsync($"start {start.StartId[^4..]}", () => inner.StartAsync(start, default), cancellationToken, isLateToo: true));

    public async Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken) => Wrap(await CallAsync($"connect {id}", () => inner.ConnectAsync(id, default), cancellationToken));

    public Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken) => CallAsync($"find {id}", () => inner.FindAsync(id, default), cancellationToken);

    public async IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SandboxInfo info in await CallAsync("list", async () => await inner.ListAsync(query, default).ToListAsync(default), cancellationToken))
        {
            yield return info;
        }
    }

    public Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken) => CallAsync(
        $"pause {id}",
        () =>
        {
            world.Truth.Pauses(id, isLate: _isLanding);
            return Done(inner.PauseAsync(id, mode, default));
        },
        cancellationToken,
        isLateToo: true,
        Seldom,
        LatestOfAll);

    public async Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        if (world.Chance.Draw(6) == ScheduleFault.Refused && inner.Sandboxes.TryGetValue(id, out FakePoolSandbox? sandbox))
        {
            await gate.PassAsync($"resume {id} fails", cancellationToken);
            world.Truth.Change(() => sandbox.State = SandboxState.Failed);
            throw new CloudUnavailableException("RESUME_FAILED", FakePoolProvider.Details("ResumeFailed", CloudEffect.Applied));
        }

        await CallAsync($"resume {id}", () => Done(inner.ResumeAsync(id, lifetime, default)), cancellationToken, isLateToo: true, Seldom);
    }

    public Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken) => CallAsync($"extend {id}", () => Done(inner.ExtendAsync(id, lifetime, default)), cancellationToken);

    public Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken) => CallAsync($"stop {id}", () => inner.StopAsync(id, default), cancellationToken, isLateToo: true);

    public Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken) => CallAsync($"snapshot {id}", () => inner.SnapshotAsync(id, request, default), cancellationToken, isLateToo: true, Seldom);

    public async IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SandboxSnapshot snapshot in await CallAsync("list snapshots", async () => await inner.ListSnapshotsAsync(sandbox, default).ToListAsync(default), cancellationToken))
        {
            yield return snapshot;
        }
    }

    public Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken) => CallAsync($"delete {id}", () => inner.DeleteSnapshotAsync(id, default), cancellationToken, isLateToo: true);

    /// <summary>Runs a command line in a sandbox, as this host.</summary>
    public Task<T> InAsync<T>(SandboxId id, Func<Task<T>> call, CancellationToken cancellationToken, bool isLateToo) =>
        CallAsync($"run in {id}", call, cancellationToken, isLateToo, latest: LatestOfAll, isInto: true);

    private ScheduleSandbox Wrap(ISandbox sandbox) => new((FakePoolSandbox)sandbox, this);

    private async Task<T> CallAsync<T>(string what, Func<Task<T>> call, CancellationToken cancellationToken, bool isLateToo = false, int oneIn = 8, int latest = Latest, bool isInto = false)
    {
        await gate.PassAsync(what, cancellationToken);
        ScheduleFault fault = world.Chance.Draw(oneIn);
        if (fault is ScheduleFault.Throttled or ScheduleFault.Refused)
        {
            throw ScheduleChance.Error(fault);
        }

        if (fault == ScheduleFault.Late)
        {
            // It would be sent now, as in Effect.
            cancellationToken.ThrowIfCancellationRequested();

            // The effect of what changes a sandbox comes while it may still be waited for; what only asks never comes.
            if (isLateToo)
            {
                world.Truth.Later(world.Chance.Seconds(latest), () => Land(what, call), isInto);
            }

            throw ScheduleChance.Error(fault);
        }

        T result = await Effect(call, cancellationToken);
        await gate.PassAsync(fault == ScheduleFault.ReplyLost ? "no answer" : "answered", cancellationToken);
        return fault == ScheduleFault.ReplyLost ? throw ScheduleChance.Error(fault) : result;
    }

    private void Land<T>(string what, Func<Task<T>> call)
    {
        world.Trace.Add("late", what);
        _isLanding = true;
        _ = Effect(call, CancellationToken.None);
        _isLanding = false;
    }

    // The fake answers at once, so that an effect and the count after it are one. A client sends nothing once its caller's time is over: that is what a host
    // relies on that stood still, so that no time may pass between the look at the token and the effect.
    private Task<T> Effect<T>(Func<Task<T>> call, CancellationToken cancellationToken) => world.Truth.Change(() =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        Task<T> done = call();
        return done.IsCompleted ? done : throw new InvalidOperationException("A simulated provider must not wait.");
    });

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
