using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Prolongs a session's lease while it works, and says when the lease is lost.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource _lost = new();
    private readonly OperationSession _session;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private Task _renewing = Task.CompletedTask;

    public LeaseRenewal(OperationSession session, TimeSpan interval, TimeProvider time, ILogger log)
    {
        _session = session;
        _log = log;
        _timer = time.CreateTimer(static self => ((LeaseRenewal)self!).Tick(), this, interval, interval);
    }

    /// <summary>Gets the token that ends when another host owns the operation.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        _lost.Dispose();
    }

    private void Tick()
    {
        if (_renewing.IsCompleted && !_lost.IsCancellationRequested)
        {
            _renewing = RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            await _session.RenewLeaseAsync().ConfigureAwait(false);
        }
        catch (OperationSignal.OwnershipLost)
        {
            _lost.Cancel();
        }
        catch (Exception e)
        {
            // Nobody awaits a tick: the lease then runs out, and whoever takes over goes on.
            OperationsLog.RenewalFailed(_log, e, _session.Operation.Id);
        }
    }
}
