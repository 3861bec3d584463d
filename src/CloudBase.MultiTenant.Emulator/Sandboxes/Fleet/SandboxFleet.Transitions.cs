using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

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
        catch (Exception exception) when (exception is FleetException or SandboxRuntimeException)
        {
            GiveUp(sandbox, from);
            throw exception as FleetException
                ?? new FleetException(FleetError.Unavailable, $"The sandbox '{sandbox.Id}' did not start: {exception.Message}", exception);
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

    private async Task FreezeAsync(FleetSandbox sandbox, bool keepMemory, bool diskWillDo)
    {
        var run = sandbox.Run!;
        try
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            if (keepMemory && !runtime.CanFreeze && !diskWillDo)
            {
                throw new SandboxRuntimeException("this machine has no way to freeze processes; pause without memory, which keeps the disk.");
            }

            run.Detach();
            if (keepMemory && runtime.CanFreeze)
            {
                await run.Sandbox.FreezeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            else
            {
                lock (_gate)
                {
                    sandbox.Run = null;
                }

                await run.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (SandboxRuntimeException exception)
        {
            Settle(sandbox, FleetState.Pausing, FleetState.Running);
            throw new FleetException(FleetError.Unavailable, $"The sandbox '{sandbox.Id}' could not be paused: {exception.Message}", exception);
        }

        Settle(sandbox, FleetState.Pausing, FleetState.Paused);
    }

    private async Task ThawAsync(FleetSandbox sandbox, SandboxRun frozen)
    {
        try
        {
            await frozen.Sandbox.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (SandboxRuntimeException exception)
        {
            Settle(sandbox, FleetState.Resuming, FleetState.Paused);
            throw new FleetException(FleetError.Unavailable, $"The sandbox '{sandbox.Id}' could not be resumed: {exception.Message}", exception);
        }

        Settle(sandbox, FleetState.Resuming, FleetState.Running);
    }

    private async Task EndAsync(FleetSandbox sandbox, Task before)
    {
        await QuietlyAsync(before, CancellationToken.None).ConfigureAwait(false);
        if (sandbox.Run is { } run)
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }

        IReadOnlyList<string> unused;
        lock (_gate)
        {
            sandbox.Run = null;
            sandbox.Enter(FleetState.Stopped, Now);
            unused = _layers.Release(sandbox.Layers);
            Forget(sandbox);
        }

        var runtime = await _source.GetAsync().ConfigureAwait(false);
        await runtime.DiscardAsync(sandbox.Id, CancellationToken.None).ConfigureAwait(false);
        await DropAsync(unused).ConfigureAwait(false);
    }

    /// <summary>Notes that a sandbox died by itself.</summary>
    private async Task WatchAsync(FleetSandbox sandbox, SandboxRun run)
    {
        await run.Sandbox.Exited.ConfigureAwait(false);
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

            sandbox.Ended = EndReason.Error;
            sandbox.Enter(FleetState.Failed, Now);
            _ = DropAsync(_layers.Release(sandbox.Layers));
            Forget(sandbox);
        }
    }

    private void Settle(FleetSandbox sandbox, FleetState from, FleetState to)
    {
        lock (_gate)
        {
            if (sandbox.State == from)
            {
                sandbox.Enter(to, Now);
                if (to == FleetState.Running)
                {
                    Live(sandbox, sandbox.Lifetime);
                }
            }
        }
    }

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

    private async Task DropAsync(IReadOnlyList<string> layers)
    {
        foreach (var layer in layers)
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            await runtime.DeleteLayerAsync(layer, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
