using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Starts an instance once for a start id, by the rules of ags: a start in progress is waited for, one that was made is found.</summary>
internal sealed class InstanceStarter(TencentCloudClient client, AgentSandboxOptions options, InstanceLook look, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>Sends a start until it is settled, always with the same client token, so that no second instance comes of it.</summary>
    public async Task<SandboxInstanceData> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        bool mayHaveWorked = false;
        try
        {
            return await SettleAsync(start, () => mayHaveWorked = true, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (mayHaveWorked && exception.Effect == CloudEffect.None)
        {
            // That a repetition, or a look, was refused says nothing about the call before it.
            throw exception.WithEffect(CloudEffect.Unknown);
        }
    }

    private async Task<SandboxInstanceData> SettleAsync(SandboxStart start, Action mayHaveWorked, CancellationToken cancellationToken)
    {
        StartSandboxInstanceRequest request = RequestOf(start, options.AuthMode);
        long began = timeProvider.GetTimestamp();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                StartSandboxInstanceResponse response = await client.CallAsync(AgsActions.StartSandboxInstance, request, null, cancellationToken).ConfigureAwait(false);
                return InstanceMapping.ToInfo(response.Instance) is null ? throw AgsErrors.Unreadable(AgsActions.StartSandboxInstance, "no instance") : response.Instance!;
            }
            catch (CloudCallException exception) when (AgsErrors.IsDuplicate(exception))
            {
                mayHaveWorked();
                if (await FindStartAsync(start.StartId, cancellationToken).ConfigureAwait(false) is { } found)
                {
                    return found;
                }

                // Lists lag: it is looked for again.
                await WaitAsync(request, began, attempt, exception, cancellationToken).ConfigureAwait(false);
            }
            catch (CloudCallException exception) when (AgsErrors.MayPass(exception))
            {
                if (exception.Effect != CloudEffect.None)
                {
                    mayHaveWorked();
                }

                await WaitAsync(request, began, attempt, exception, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(StartSandboxInstanceRequest request, long began, int attempt, CloudCallException exception, CancellationToken cancellationToken)
    {
        TimeSpan delay = look.Delay(attempt);
        if (timeProvider.GetElapsedTime(began) + delay >= options.TransitionTimeout)
        {
            throw AgsErrors.TooSlow(AgsActions.StartSandboxInstance, $"The start of an instance of '{request.ToolName}' was not settled ({exception.Code})", options.TransitionTimeout, exception);
        }

        AgentSandboxLog.RepeatingStart(logger, request.ToolName, delay, exception.Code);
        await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SandboxInstanceData?> FindStartAsync(string startId, CancellationToken cancellationToken)
    {
        await foreach (SandboxInstanceData instance in look.ListAsync(pageSize: null, cancellationToken).ConfigureAwait(false))
        {
            if (InstanceMapping.StartId(instance) == startId && InstanceMapping.ToInfo(instance) is not null)
            {
                return instance;
            }
        }

        return null;
    }

    private static StartSandboxInstanceRequest RequestOf(SandboxStart start, string authMode) => new()
    {
        ToolName = start.Template!,
        Timeout = start.Lifetime is { } lifetime ? InstanceLifetime.Write(lifetime) : null,
        ClientToken = start.StartId,
        AuthMode = authMode,
        CustomConfiguration = start.Environment.Count == 0 ? null : new CustomConfiguration { Env = [.. start.Environment.Select(e => new NameValue(e.Key, e.Value))] },
        Metadata = [.. start.Metadata.Select(m => new NameValue(m.Key, m.Value)), new NameValue(InstanceMapping.StartIdLabel, start.StartId)],
    };
}
