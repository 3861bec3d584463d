using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

internal sealed partial class SandboxFleet
{
    private async Task FreezeAsync(FleetSandbox sandbox, bool keepMemory, bool diskWillDo)
    {
        var run = sandbox.Run!;
        try
        {
            var runtime = await _source.GetAsync().ConfigureAwait(false);
            if (keepMemory && !runtime.CanFreeze)
            {
                throw new SandboxRuntimeException("this machine has no way to freeze processes; pause without memory, which keeps the disk.");
            }

            run.Detach();
            if (keepMemory)
            {
                await run.Sandbox.FreezeAsync(CancellationToken.None).ConfigureAwait(false);
                Settle(sandbox, FleetState.Pausing, FleetState.Paused);
                return;
            }
        }
        catch (Exception exception) when (!diskWillDo)
        {
            Settle(sandbox, FleetState.Pausing, FleetState.Running);
            throw Told(exception, $"The sandbox '{sandbox.Id}' could not be paused");
        }
        catch (Exception)
        {
            // Its time is over and nobody is there to be told: the disk is kept, at least.
        }

        await PutToDiskAsync(sandbox, run).ConfigureAwait(false);
    }

    /// <summary>Ends the processes and keeps the disk. What cannot be ended cleanly is ended for good: it must not go on as if nothing had been asked.</summary>
    private async Task PutToDiskAsync(FleetSandbox sandbox, SandboxRun run)
    {
        // Not its own yet when its processes end: that is no crash.
        SetRun(sandbox, null);
        try
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                sandbox.Run = run;
                if (sandbox.State == FleetState.Pausing)
                {
                    BeginStop(sandbox, EndReason.Error);
                }
            }

            throw Told(exception, $"The sandbox '{sandbox.Id}' could not be paused and is ended");
        }

        Settle(sandbox, FleetState.Pausing, FleetState.Paused);
    }

    private async Task ThawAsync(FleetSandbox sandbox, SandboxRun frozen)
    {
        try
        {
            await frozen.Sandbox.ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Settle(sandbox, FleetState.Resuming, FleetState.Paused);
            throw Told(exception, $"The sandbox '{sandbox.Id}' could not be resumed");
        }

        Settle(sandbox, FleetState.Resuming, FleetState.Running);
    }
}
