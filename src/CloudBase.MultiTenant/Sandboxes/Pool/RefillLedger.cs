using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Keeps <see cref="RefillState"/> in the store, where hosts share it. One version of a template that fails touches no other.</summary>
internal sealed class RefillLedger(PoolDefinition pool, PoolParts parts)
{
    private const string Kind = "sandbox-refill";

    private static readonly TimeSpan s_shortHold = TimeSpan.FromSeconds(5);

    private readonly CommitTurn _turn = new();

    /// <summary>Gets whether the breaker was open when it was last looked at.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Looks whether the breaker is open now, whichever host opened it.</summary>
    public async ValueTask<bool> LookAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken).ConfigureAwait(false)).IsOpen;

    /// <summary>How long nothing may be started: null while the breaker is closed, nothing where its probe may be taken. Takes nothing.</summary>
    public async ValueTask<TimeSpan?> FindOpenAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).UntilProbe(parts.Now);

    /// <summary>Takes the one start a minute that may be tried while the breaker is open.</summary>
    /// <returns>Null where it may be made; else how long nothing may be started.</returns>
    public async ValueTask<TimeSpan?> TakeProbeAsync()
    {
        TimeSpan? left = null;
        bool written = await ChangeAsync(state =>
        {
            left = state.UntilProbe(parts.Now);
            if (left is null)
            {
                return state;
            }

            (RefillState next, int taken) = state.Take(1, pool.Options.RefillPerSecond, parts.Now);
            left = taken > 0 ? null : left;
            return next;
        }).ConfigureAwait(false);
        return written && left is null ? null : left > TimeSpan.Zero ? left : s_shortHold;
    }

    /// <summary>Gives back the right to a probe with which nothing was started.</summary>
    public async ValueTask GiveBackProbeAsync() => await ChangeAsync(state => state.WithProbe(parts.Now)).ConfigureAwait(false);

    /// <summary>Takes the right to up to so many starts.</summary>
    public async ValueTask<int> TakeAsync(int want)
    {
        int taken = 0;
        bool written = await ChangeAsync(state =>
        {
            (RefillState next, taken) = state.Take(want, pool.Options.RefillPerSecond, parts.Now);
            return next;
        }).ConfigureAwait(false);
        return written ? taken : 0;
    }

    /// <summary>Counts how a start ended.</summary>
    public async ValueTask RecordAsync(Exception? failure)
    {
        bool wasOpen = IsOpen;
        await ChangeAsync(state => failure switch
        {
            null => state.Succeeded(),
            CloudThrottledException or CloudLimitExceededException => state.Held(parts.Now + RetryAfter(failure)),
            StoreUnavailableException => state,
            _ => state.Failed(parts.Now),
        }).ConfigureAwait(false);
        if (failure is not null)
        {
            SandboxPoolLog.StartFailed(parts.Log, failure, pool.Name, pool.TemplateText);
        }

        if (IsOpen && !wasOpen)
        {
            SandboxPoolLog.BreakerOpened(parts.Log, pool.Name, pool.TemplateText);
        }
    }

    /// <summary>How long the provider asks to wait.</summary>
    public static TimeSpan RetryAfter(Exception exception) => (exception as CloudCallException)?.Details.RetryAfter is { } asked && asked > s_shortHold ? asked : s_shortHold;

    private async ValueTask<bool> ChangeAsync(Func<RefillState, RefillState> change)
    {
        // This host's own changes wait for each other, so that only other hosts are in the way.
        await _turn.EnterAsync().ConfigureAwait(false);
        try
        {
            // Whoever had the turn goes on by itself, however many wait.
            await Task.Yield();
            return await parts.Store.TryChangeAsync(Absent(), data =>
            {
                RefillState next = change(RefillState.Read(data));
                IsOpen = next.IsOpen;
                return next.Write();
            }, parts.Time, CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            _turn.Leave();
        }
    }

    private async ValueTask<RefillState> ReadAsync(CancellationToken cancellationToken)
    {
        SharedRecord record = await parts.Store.FindSharedRecordAsync(parts.Account, Kind, pool.TemplateText, cancellationToken).ConfigureAwait(false) ?? Absent();
        RefillState state = RefillState.Read(record.Data);
        IsOpen = state.IsOpen;
        return state;
    }

    private SharedRecord Absent() => new() { Account = parts.Account, Kind = Kind, Name = pool.TemplateText, Data = StepData.Empty, UpdatedAt = parts.Now };
}
