using CloudBase.MultiTenant.Sandboxes.Pool;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant;

/// <summary>Keeps this host's sandbox pools in order: refills, pauses what is idle, finishes what dead hosts left, finds orphans. Thread-safe.</summary>
/// <remarks>
/// Runs in the background of a host that was given a pool; <see cref="RunOnceAsync"/> needs no host. Each pool has its own turns: one whose provider hangs or throws holds up no other.
/// A host that stops returns its leases.
/// </remarks>
public sealed class SandboxPoolKeeper : IHostedService, IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_watch = TimeSpan.FromMinutes(1);

    private readonly SandboxPools _pools;
    private readonly PoolParts _parts;
    private readonly CancellationTokenSource _stop = new();
    private Task[] _loops = [];
    private Task _watching = Task.CompletedTask;

    internal SandboxPoolKeeper(SandboxPools pools, PoolParts parts) => (_pools, _parts, Stranded) = (pools, parts, new StrandedPools(pools, parts));

    /// <summary>Gets what finds pools that no host keeps.</summary>
    internal StrandedPools Stranded { get; }

    /// <summary>Gets whether the turns of a pool ended though nobody stopped them: this host does not keep it any more.</summary>
    internal bool HasDied => Array.Exists(_loops, l => l.IsCompleted) && !_stop.IsCancellationRequested;

    /// <summary>Gets whether a pool has its turns.</summary>
    internal bool IsRunning => Array.Exists(_loops, l => !l.IsCompleted);

    /// <summary>Does what is due in every pool now, and waits for the starts that it began.</summary>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>How many sandboxes were due.</returns>
    /// <remarks>All pools at once: what one of them throws is thrown when the others are done.</remarks>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        int[] due = await Task.WhenAll(_pools.All.Select(pool => RunInAsync(pool, cancellationToken))).ConfigureAwait(false);
        await Stranded.LookAsync(cancellationToken).ConfigureAwait(false);
        return due.Sum();
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. _pools.All.Select(pool => Task.Run(() => LoopAsync(pool), CancellationToken.None))];
        _watching = _loops.Length == 0 ? Task.CompletedTask : Task.Run(WatchAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();

        // Leases do not wait for a turn: one that hangs would keep every tenant's sandbox until it expires.
        await Task.WhenAll([.. _loops, _watching, .. _pools.All.Select(pool => pool.ReturnAllAsync())]).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_pools.All.Select(pool => pool.WaitForStartsAsync())).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    // Only cancelled: hosts that are disposed while they stop (test servers do it) call StopAsync after this.
    public void Dispose() => _stop.Cancel();

    private static async Task<int> RunInAsync(PoolEngine pool, CancellationToken cancellationToken)
    {
        int due = await pool.RunAsync(cancellationToken).ConfigureAwait(false);
        await pool.WaitForStartsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return due;
    }

    private async Task LoopAsync(PoolEngine pool)
    {
        using var timer = new PeriodicTimer(s_interval, _parts.Time);
        try
        {
            do
            {
                await RunTurnAsync(pool).ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            SandboxPoolLog.KeeperDied(_parts.Log, exception, pool.Pool.Name);
        }
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(s_watch, _parts.Time);
        try
        {
            do
            {
                await LookAsync().ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync()
    {
        try
        {
            await _parts.Gate.OpenAsync(_stop.Token).ConfigureAwait(false);
            await Stranded.LookAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!(exception is OperationCanceledException && _stop.IsCancellationRequested))
        {
            SandboxPoolLog.StrandedNotRead(_parts.Log, exception);
        }
    }

    private async Task RunTurnAsync(PoolEngine pool)
    {
        try
        {
            await _parts.Gate.OpenAsync(_stop.Token).ConfigureAwait(false);
            await pool.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (
            exception is not (DeploymentMismatchException or RegionMismatchException or StoreSchemaException) && !(exception is OperationCanceledException && _stop.IsCancellationRequested))
        {
            // Whatever it is, the next turn tries again: what is reaped, renewed and cleaned up is paid for. Only a store that is not this host's ends it.
            SandboxPoolLog.RoundFailed(_parts.Log, exception, pool.Pool.Name);
        }
    }
}
