using CloudBase.MultiTenant.Sandboxes.Pool;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant;

/// <summary>Keeps this host's sandbox pools in order: refills, pauses what is idle, finishes what dead hosts left, finds orphans. Thread-safe.</summary>
/// <remarks>Runs in the background of a host that was given a pool; <see cref="RunOnceAsync"/> needs no host. A host that stops returns its leases.</remarks>
public sealed class SandboxPoolKeeper : IHostedService, IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly SandboxPools _pools;
    private readonly PoolParts _parts;
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;

    internal SandboxPoolKeeper(SandboxPools pools, PoolParts parts) => (_pools, _parts) = (pools, parts);

    /// <summary>Gets whether the loop ended though nobody stopped it: this host keeps no pool any more.</summary>
    internal bool HasDied => _loop is { IsCompleted: true } && !_stop.IsCancellationRequested;

    /// <summary>Gets whether the loop runs.</summary>
    internal bool IsRunning => _loop is { IsCompleted: false };

    /// <summary>Does what is due in every pool now, and waits for the starts that it began.</summary>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    /// <returns>How many sandboxes were due.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        int due = 0;
        foreach (PoolEngine pool in _pools.All)
        {
            due += await pool.RunAsync(cancellationToken).ConfigureAwait(false);
            await pool.WaitForStartsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return due;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_pools.All.Count > 0)
        {
            _loop = Task.Run(LoopAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await (_loop ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (PoolEngine pool in _pools.All)
        {
            await pool.ReturnAllAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pool.WaitForStartsAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    // Only cancelled: hosts that are disposed while they stop (test servers do it) call StopAsync after this.
    public void Dispose() => _stop.Cancel();

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(s_interval, _parts.Time);
        try
        {
            do
            {
                foreach (PoolEngine pool in _pools.All)
                {
                    await RunRoundAsync(pool).ConfigureAwait(false);
                }
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            SandboxPoolLog.KeeperDied(_parts.Log, exception);
        }
    }

    private async Task RunRoundAsync(PoolEngine pool)
    {
        try
        {
            await _parts.Gate.OpenAsync(_stop.Token).ConfigureAwait(false);
            await pool.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when ((exception is CloudBaseException and not (DeploymentMismatchException or RegionMismatchException or StoreSchemaException)) || (exception is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            SandboxPoolLog.RoundFailed(_parts.Log, exception, pool.Pool.Name);
        }
    }
}
