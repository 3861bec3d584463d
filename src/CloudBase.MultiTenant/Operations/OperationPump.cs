using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Drives operations that are due, whichever host began them, and does what is due besides: renewals, audit forwarding.</summary>
/// <remarks>Thread-safe. Runs in the background of a host unless <see cref="OperationOptions.RunPump"/> is off; <see cref="RunOnceAsync"/> needs no host.</remarks>
public sealed class OperationPump : IHostedService, IDisposable
{
    private readonly IEnvironmentCloud _cloud;
    private readonly StoreGate _gate;
    private readonly OperationDispatcher _dispatcher;
    private readonly IEnumerable<IPumpTask> _tasks;
    private readonly OperationOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<OperationPump> _log;
    private readonly CancellationTokenSource _stop = new();
    private Task? _loop;
    private volatile PumpTurn? _turn;

    internal OperationPump(
        IEnvironmentCloud cloud, StoreGate gate, OperationDispatcher dispatcher, IEnumerable<IPumpTask> tasks, IOptions<CloudBaseOptions> options,
        TimeProvider time, ILogger<OperationPump> log)
    {
        _cloud = cloud;
        _gate = gate;
        _dispatcher = dispatcher;
        _tasks = tasks;
        _options = options.Value.Operations;
        _time = time;
        _log = log;
    }

    /// <summary>Gets whether the loop ended though nobody stopped it: this host works on no operation any more.</summary>
    internal bool HasDied => _loop is { IsCompleted: true } && !_stop.IsCancellationRequested;

    /// <summary>Gets the turn of the loop that is under way; null between two, and where no loop runs.</summary>
    internal PumpTurn? Turn => _turn;

    /// <summary>Drives what is due now, once, and waits for it; what then waits for the cloud is left for a later call.</summary>
    /// <param name="cancellationToken">Ends the work between steps; a call in flight is finished.</param>
    /// <returns>How many operations were worked on.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        int driven = await _dispatcher.RunDueAsync(_cloud.Account, cancellationToken).ConfigureAwait(false);
        foreach (IPumpTask task in _tasks)
        {
            await task.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        return driven;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.RunPump)
        {
            _loop = Task.Run(LoopAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _dispatcher.StopAsync(cancellationToken).ConfigureAwait(false);
        await (_loop ?? Task.CompletedTask).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    // Only cancelled: hosts that are disposed while they stop (test servers do it) call StopAsync after this.
    public void Dispose() => _stop.Cancel();

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(_options.PumpInterval, _time);
        try
        {
            do
            {
                await RunRoundAsync().ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            OperationsLog.PumpDied(_log, e);
        }
    }

    private async Task RunRoundAsync()
    {
        var turn = new PumpTurn("the store", _time.GetTimestamp());
        _turn = turn;
        try
        {
            await _gate.OpenAsync(_stop.Token).ConfigureAwait(false);
            int free = _dispatcher.FreeSlots;
            if (free > 0)
            {
                foreach (TenantOperation due in await _dispatcher.ReadDueAsync(_cloud.Account, free, _stop.Token).ConfigureAwait(false))
                {
                    _dispatcher.Kick(due);
                }
            }

            foreach (IPumpTask task in _tasks)
            {
                _turn = turn with { WaitsFor = task.Name };
                await task.RunAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (CloudBaseException e) when (e is not (DeploymentMismatchException or RegionMismatchException or StoreSchemaException))
        {
            OperationsLog.PumpRoundFailed(_log, e);
        }
        finally
        {
            _turn = null;
        }
    }
}
