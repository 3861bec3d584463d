namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

internal sealed partial class AgentSandboxProvider
{
    public async Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CallAsync(
                AgsActions.PauseSandboxInstance, new PauseSandboxInstanceRequest(id.Value, mode == SandboxPauseMode.KeepMemory), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State is not (SandboxState.Paused or SandboxState.Pausing))
            {
                throw;
            }
        }

        SandboxInfo? paused = InstanceMapping.ToInfo(
            await _look.WaitAsync(id, EndsIn(SandboxState.Paused, back: SandboxState.Running), AgsActions.PauseSandboxInstance, cancellationToken).ConfigureAwait(false));
        if (paused is null || InstanceMapping.IsGone(paused.State))
        {
            throw Lost(id, paused);
        }

        if (paused.State != SandboxState.Paused)
        {
            throw NotDone(AgsActions.PauseSandboxInstance, paused);
        }
    }

    public async Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        string? timeout = lifetime is { } given ? InstanceLifetime.Write(given) : null;
        try
        {
            await _client.CallAsync(AgsActions.ResumeSandboxInstance, new ResumeSandboxInstanceRequest(id.Value, timeout), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State == SandboxState.Running)
            {
                await (lifetime is { } longer ? ExtendAsync(id, longer, cancellationToken) : Task.CompletedTask).ConfigureAwait(false);
                return;
            }

            if (info.State != SandboxState.Resuming)
            {
                throw;
            }
        }

        SandboxInfo? running = InstanceMapping.ToInfo(
            await _look.WaitAsync(id, EndsIn(SandboxState.Running, back: SandboxState.Paused), AgsActions.ResumeSandboxInstance, cancellationToken).ConfigureAwait(false));
        if (running is null || InstanceMapping.IsGone(running.State))
        {
            throw Lost(id, running);
        }

        if (running.State != SandboxState.Running)
        {
            throw NotDone(AgsActions.ResumeSandboxInstance, running);
        }
    }

    public async Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        string timeout = InstanceLifetime.Write(lifetime);
        try
        {
            await _client.CallAsync(AgsActions.UpdateSandboxInstance, new UpdateSandboxInstanceRequest(id.Value, timeout), null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo info = await LiveAsync(id, cancellationToken, exception).ConfigureAwait(false);
            if (info.State is SandboxState.Paused or SandboxState.Pausing)
            {
                throw new SandboxPausedException($"The sandbox {id} is paused, and ags gives a lifetime only to what runs. Resume it with the lifetime.", id, exception);
            }

            throw;
        }
    }

    public async Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken)
    {
        try
        {
            await _client.CallAsync(AgsActions.StopSandboxInstance, new InstanceIdRequest(id.Value), null, cancellationToken).ConfigureAwait(false);
            await _look.WaitAsync(id, s => s is SandboxState.Stopped or SandboxState.Failed, AgsActions.StopSandboxInstance, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (CloudCallException exception) when (exception.Effect == CloudEffect.Applied)
        {
            return false;
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            SandboxInfo? info = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            if (info is not null && !InstanceMapping.IsGone(info.State))
            {
                throw;
            }

            return false;
        }
        finally
        {
            _tokens.Forget(id);
        }
    }

    /// <summary>What ends the wait for a state: the state, one that nobody knows, or the one before, once it has been seen so often that the looks do not lag.</summary>
    private static Func<SandboxState, bool> EndsIn(SandboxState wanted, SandboxState back)
    {
        const int Often = 5;
        int seen = 0;
        return state => state == wanted || state == SandboxState.Unknown || (state == back && ++seen >= Often);
    }

    private static CloudConflictException NotDone(TencentCloudAction action, SandboxInfo info) => new(
        $"{action.Name} of the instance {info.Id} came to nothing: it is {info.ProviderState}. Try again, and stop it where it stays so.",
        AgsErrors.Details(action, info.ProviderState, CloudEffect.Unknown));
}
