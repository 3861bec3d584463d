using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>Looks at instances: one, all, or one until it is as wanted.</summary>
internal sealed class InstanceLook(TencentCloudClient client, AgentSandboxOptions options, TimeProvider timeProvider, IRandomSource random)
{
    private const int PageSize = 100;

    /// <summary>A listing whose total changed while it was read is read again this often, so that nothing that moved between pages is missed.</summary>
    private const int Rounds = 3;

    private const double Jitter = 0.2;

    public async Task<SandboxInstanceData?> FindAsync(SandboxId id, CancellationToken cancellationToken)
    {
        try
        {
            DescribeSandboxInstanceListResponse response = await client.CallAsync(
                AgsActions.DescribeSandboxInstanceList,
                new DescribeSandboxInstanceListRequest { InstanceIds = [id.Value] },
                null,
                cancellationToken).ConfigureAwait(false);
            return response.InstanceSet?.Find(i => i.InstanceId == id.Value);
        }
        catch (CloudCallException exception) when (exception is CloudNotFoundException || exception.Code.StartsWith("InvalidParameterValue.InstanceIds", StringComparison.Ordinal))
        {
            return null;
        }
    }

    /// <summary>Lists every instance that the cloud still knows, ended ones too.</summary>
    public async IAsyncEnumerable<SandboxInstanceData> ListAsync(int? pageSize, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int limit = Math.Clamp(pageSize ?? PageSize, 1, PageSize);
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int round = 0; round < Rounds; round++)
        {
            int? firstTotal = null;
            bool changed = false;
            for (int offset = 0; ;)
            {
                DescribeSandboxInstanceListResponse page = await client.CallAsync(
                    AgsActions.DescribeSandboxInstanceList,
                    new DescribeSandboxInstanceListRequest { Offset = offset, Limit = limit },
                    null,
                    cancellationToken).ConfigureAwait(false);
                firstTotal ??= page.TotalCount;
                changed |= page.TotalCount != firstTotal;
                foreach (SandboxInstanceData instance in page.InstanceSet ?? [])
                {
                    if (instance.InstanceId is { Length: > 0 } id && seen.Add(id))
                    {
                        yield return instance;
                    }
                }

                offset += page.InstanceSet?.Count ?? 0;
                if (page.InstanceSet is not { Count: > 0 } || offset >= (page.TotalCount ?? int.MaxValue))
                {
                    break;
                }
            }

            if (!changed)
            {
                yield break;
            }
        }
    }

    /// <summary>Waits until an instance is in a state that is wanted, or has ended.</summary>
    /// <param name="id">The instance.</param>
    /// <param name="wanted">Whether a state ends the wait.</param>
    /// <param name="action">What the wait is for, for the error.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The instance; null when it is known no more. After a start that is waited for: lists lag.</returns>
    /// <exception cref="CloudUnavailableException">It took longer than the options allow.</exception>
    public async Task<SandboxInstanceData?> WaitAsync(SandboxId id, Func<SandboxState, bool> wanted, TencentCloudAction action, CancellationToken cancellationToken)
    {
        long started = timeProvider.GetTimestamp();
        for (int looks = 0; ; looks++)
        {
            SandboxInstanceData? instance = await FindAsync(id, cancellationToken).ConfigureAwait(false);
            SandboxState state = InstanceMapping.State(instance?.Status);
            if (instance is null ? action != AgsActions.StartSandboxInstance : wanted(state) || state is SandboxState.Stopped or SandboxState.Failed)
            {
                return instance;
            }

            TimeSpan delay = Delay(looks);
            if (timeProvider.GetElapsedTime(started) + delay >= options.TransitionTimeout)
            {
                throw AgsErrors.TooSlow(action, $"The instance {id} was not as wanted after {action.Name} (it is {instance?.Status ?? "not listed"})", options.TransitionTimeout);
            }

            await Task.Delay(delay, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    public TimeSpan Delay(int attempt)
    {
        double seconds = Math.Min(options.MaxPollInterval.TotalSeconds, options.PollInterval.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)));
        return TimeSpan.FromSeconds(seconds * (1 + (Jitter * ((2 * random.NextDouble()) - 1))));
    }
}
