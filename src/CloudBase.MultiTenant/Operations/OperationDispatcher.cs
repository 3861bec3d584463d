using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Starts work on operations, so many at once, first come first served, and stops it with a grace.</summary>
internal sealed class OperationDispatcher : IAsyncDisposable
{
    // Longer waits are left to the pump of whichever host runs then.
    private static readonly TimeSpan LongestOwnWait = TimeSpan.FromMinutes(2);

    private readonly IMultiTenantStore _store;
    private readonly OperationClaims _claims;
    private readonly OperationDriver _driver;
    private readonly OperationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<OperationDispatcher> _log;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _work = new();
    private readonly CancellationTokenSource _calls = new();
    private readonly ConcurrentDictionary<long, Task> _running = new();
    private long _nextId;

    public OperationDispatcher(
        IMultiTenantStore store, OperationClaims claims, OperationDriver driver, IOptions<CloudBaseOptions> options, TimeProvider time,
        ILogger<OperationDispatcher> log)
    {
        _store = store;
        _claims = claims;
        _driver = driver;
        _options = options.Value.Operations;
        _time = time;
        _log = log;
        _slots = new SemaphoreSlim(_options.MaxConcurrency);
    }

    /// <summary>Gets whether this host works in the background.</summary>
    public bool IsActive => _options.RunPump && !_work.IsCancellationRequested;

    public int FreeSlots => _slots.CurrentCount;

    /// <summary>Begins work, in the background, on an operation that this host has just made its own.</summary>
    public void Start(LeasedOperation leased)
    {
        if (IsActive)
        {
            Run(leased.Operation.Id, () => DriveFreshAsync(leased));
        }
    }

    /// <summary>Begins work, in the background, on an operation that is due.</summary>
    public void Kick(OperationId operation)
    {
        if (IsActive)
        {
            Run(operation, () => ClaimAndDriveAsync(operation, null));
        }
    }

    /// <summary>Begins work, in the background, on an operation that was read as due.</summary>
    public void Kick(TenantOperation operation)
    {
        if (IsActive)
        {
            Run(operation.Id, () => ClaimAndDriveAsync(operation.Id, operation));
        }
    }

    /// <summary>Claims and drives operations that are due, and waits for them.</summary>
    /// <returns>How many were this host's.</returns>
    public async Task<int> RunDueAsync(CloudAccountName account, CancellationToken cancellationToken)
    {
        IReadOnlyList<TenantOperation> due = await ReadDueAsync(account, _options.MaxConcurrency, cancellationToken).ConfigureAwait(false);
        using var work = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _work.Token);
        Task<bool>[] rounds = [.. due.Select(o => ClaimAndDriveAsync(o.Id, o, work.Token))];
        bool[] driven = await Task.WhenAll(rounds).ConfigureAwait(false);
        return driven.Count(d => d);
    }

    public ValueTask<IReadOnlyList<TenantOperation>> ReadDueAsync(CloudAccountName account, int max, CancellationToken cancellationToken) =>
        _store.ReadDueOperationsAsync(account, _time.GetUtcNow(), _claims.LeaseHorizon, max, cancellationToken);

    /// <summary>Ends the work between steps; calls in flight get the grace.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _work.Cancel();
        Task all = Task.WhenAll(_running.Values);
        try
        {
            await all.WaitAsync(_options.ShutdownGrace, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _calls.Cancel();
            await all.WaitAsync(TimeSpan.FromSeconds(5), _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The sources hold nothing to release, and a host that is disposed while it stops comes to StopAsync again.
        if (!_work.IsCancellationRequested)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Run(OperationId operation, Func<Task<bool>> work)
    {
        long id = Interlocked.Increment(ref _nextId);
        Task task = Task.Run(() => GuardAsync(operation, work));
        _running[id] = task;
        _ = task.ContinueWith(_ => _running.TryRemove(id, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task GuardAsync(OperationId operation, Func<Task<bool>> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_work.IsCancellationRequested)
        {
        }
        catch (StoreUnavailableException e)
        {
            OperationsLog.StoreUnavailable(_log, e, operation);
        }
        catch (Exception e)
        {
            OperationsLog.DriveFailed(_log, e, operation);
        }
    }

    private async Task<bool> DriveFreshAsync(LeasedOperation leased)
    {
        await _slots.WaitAsync(_work.Token).ConfigureAwait(false);
        TenantOperation? after = null;
        try
        {
            if (_claims.IsFresh(leased.Operation.Lease))
            {
                after = await _driver.DriveAsync(leased, new StepCancellation(_work.Token, _calls.Token)).ConfigureAwait(false);
            }
        }
        finally
        {
            _slots.Release();
        }

        GoOnWhenDue(after);
        return after is not null;
    }

    private Task<bool> ClaimAndDriveAsync(OperationId id, TenantOperation? read) => ClaimAndDriveAsync(id, read, _work.Token);

    private async Task<bool> ClaimAndDriveAsync(OperationId id, TenantOperation? read, CancellationToken work)
    {
        await _slots.WaitAsync(work).ConfigureAwait(false);
        TenantOperation? after = null;
        try
        {
            read ??= await _store.FindOperationAsync(id, work).ConfigureAwait(false);
            if (read is null || await _claims.TryClaimAsync(read, work).ConfigureAwait(false) is not { } leased)
            {
                return false;
            }

            after = await _driver.DriveAsync(leased, new StepCancellation(work, _calls.Token)).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }

        GoOnWhenDue(after);
        return true;
    }

    private void GoOnWhenDue(TenantOperation? operation)
    {
        if (operation is not { State: OperationState.Waiting or OperationState.Cancelling, Lease: null } || !IsActive)
        {
            return;
        }

        if (operation.DueAt - _time.GetUtcNow() <= LongestOwnWait)
        {
            Run(operation.Id, async () =>
            {
                // Timers count whole milliseconds, of another clock: what wakes a moment before it is due is claimed by nobody, and nobody wakes again.
                while (operation.DueAt - _time.GetUtcNow() is { Ticks: > 0 } wait)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _time, _work.Token).ConfigureAwait(false);
                }

                return await ClaimAndDriveAsync(operation.Id, null).ConfigureAwait(false);
            });
        }
    }
}
