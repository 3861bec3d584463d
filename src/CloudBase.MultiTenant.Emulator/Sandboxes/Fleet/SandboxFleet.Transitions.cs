namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

// Whatever a runtime throws, a change of state ends in a state that is not one of change: nobody would come to move it on.
internal sealed partial class SandboxFleet
{
    private async Task RunAsync(FleetSandbox sandbox, FleetState from, bool keepDisk)
    {
        SandboxRun run;
        try
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            var running = await runtime.StartAsync(sandbox.Layout(keepDisk, Options.SandboxInternet), CancellationToken.None).ConfigureAwait(false);
            run = new SandboxRun(running, _time);
        }
        catch (Exception exception)
        {
            GiveUp(sandbox, from);
            throw Told(exception, $"The sandbox '{sandbox.Id}' did not start");
        }

        lock (_gate)
        {
            sandbox.Run = run;
            if (sandbox.State == from && !_disposed)
            {
                var now = Now;
                sandbox.StartedAt = from == FleetState.Starting ? now : sandbox.StartedAt;
                sandbox.Enter(FleetState.Running, now);
                Live(sandbox, sandbox.Lifetime);
            }
        }

        _ = WatchAsync(sandbox, run);
    }

    private async Task EndAsync(FleetSandbox sandbox, Task before)
    {
        await QuietlyAsync(before, CancellationToken.None).ConfigureAwait(false);
        Exception? wrong = null;
        try
        {
            if (SetRun(sandbox, null) is { } run)
            {
                await run.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            wrong = exception;
        }

        IReadOnlyList<string> unused;
        lock (_gate)
        {
            sandbox.Enter(FleetState.Stopped, Now);
            unused = _layers.Release(sandbox.Layers);
            Forget(sandbox);
        }

        try
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            await runtime.DiscardAsync(sandbox.Id, CancellationToken.None).ConfigureAwait(false);
            await DropAsync(unused).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            wrong ??= exception;
        }

        if (wrong is not null)
        {
            throw Told(wrong, $"The sandbox '{sandbox.Id}' has ended, but not all of it is gone");
        }
    }

    /// <summary>Notes that a sandbox died by itself.</summary>
    private async Task WatchAsync(FleetSandbox sandbox, SandboxRun run)
    {
        await ((Task)run.Sandbox.Exited).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            if (sandbox.IsAlive && sandbox.Run == run && !_disposed)
            {
                BeginStop(sandbox, EndReason.Error);
            }
        }
    }

    private void GiveUp(FleetSandbox sandbox, FleetState from)
    {
        lock (_gate)
        {
            if (from == FleetState.Resuming)
            {
                Settle(sandbox, from, FleetState.Paused);
                return;
            }

            if (sandbox.State != from)
            {
                // It is being stopped, which does the rest.
                return;
            }

            sandbox.Ended = EndReason.Error;
            sandbox.Enter(FleetState.Failed, Now);
            BeginDrop(sandbox.Layers);
            Forget(sandbox);
        }
    }

    private void Settle(FleetSandbox sandbox, FleetState from, FleetState to)
    {
        lock (_gate)
        {
            if (sandbox.State != from)
            {
                return;
            }

            sandbox.Enter(to, Now);
            if (to == FleetState.Running && from == FleetState.Resuming)
            {
                Live(sandbox, sandbox.Lifetime);
            }
            else if (to == FleetState.Running)
            {
                // It was not paused: its time goes on as if nobody had asked.
                Await(sandbox);
                EndIfDue(sandbox);
            }
        }
    }

    private SandboxRun? SetRun(FleetSandbox sandbox, SandboxRun? run)
    {
        lock (_gate)
        {
            var was = sandbox.Run;
            sandbox.Run = run;
            return was;
        }
    }

    private static FleetException Told(Exception exception, string what) =>
        exception as FleetException ?? new FleetException(FleetError.Unavailable, $"{what}: {exception.Message}", exception);

    /// <summary>Keeps the latest ended sandboxes to be looked at, and no more.</summary>
    private void Forget(FleetSandbox sandbox)
    {
        _ended.Enqueue(sandbox.Id);
        while (_ended.Count > MaxEnded)
        {
            var id = _ended.Dequeue();
            if (_sandboxes.Remove(id, out var gone) && gone.Start.ClientToken is { } token)
            {
                _idsByToken.Remove(token);
            }
        }
    }

    private void BeginDrop(IReadOnlyList<string> layers)
    {
        var unused = _layers.Release(layers);
        _ = _underWay.Begin(() => DropAsync(unused));
    }

    private async Task DropAsync(IReadOnlyList<string> layers)
    {
        foreach (var layer in layers)
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            await runtime.DeleteLayerAsync(layer, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
