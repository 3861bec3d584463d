using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Prolongs a session's lease while it works, and says when the lease is lost.</summary>
internal sealed class LeaseRenewal : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lost = new();
    private readonly OperationSession _session;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _loop;

    public LeaseRenewal(OperationSession session, TimeSpan interval, TimeProvider time, ILogger log)
    {
        _session = session;
        _interval = interval;
        _time = time;
        _log = log;
        _loop = RenewAsync();
    }

    /// <summary>Gets the token that ends when another host owns the operation.</summary>
    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(_interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await RenewOnceAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async ValueTask RenewOnceAsync()
    {
        try
        {
            await _session.RenewLeaseAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationSignal.OwnershipLost)
        {
            _lost.Cancel();
            _stop.Cancel();
        }
        catch (StoreUnavailableException e)
        {
            OperationsLog.RenewalFailed(_log, e, _session.Operation.Id);
        }
    }
}
