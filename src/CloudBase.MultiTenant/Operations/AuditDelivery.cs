using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>One sink's way through the stored records: one write at a time, which may outlast the turn of the pump that began it.</summary>
/// <remarks>Records are stored until the sink has taken them, so that nothing is lost by not waiting for it. Thread-safe: of two turns at once, one forwards.</remarks>
internal sealed class AuditDelivery(IAuditSink sink, IMultiTenantStore store, TimeProvider time, ILogger log)
{
    /// <summary>How long a turn waits for a write: a sink that works takes less, and renewals and takeovers, which wait behind it, do not notice.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After this a write's token ends, so that a sink that heeds it is tried anew; one that does not is waited for, and never called twice at once.</summary>
    public static readonly TimeSpan LongestWrite = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan s_saidAgainAfter = TimeSpan.FromMinutes(10);

    private const int BatchSize = 500;

    private int _isBusy;
    private Task? _write;
    private long _after;
    private long _upTo;
    private long? _saidAt;

    public async Task ForwardAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isBusy, 1) == 1)
        {
            return;
        }

        try
        {
            await ForwardAllAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async Task ForwardAllAsync(CancellationToken cancellationToken)
    {
        while (_write is not null || await TryBeginAsync(cancellationToken).ConfigureAwait(false))
        {
            if (!await IsTakenAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            CommitResult moved = await store.CommitAsync(ChangeSet.Of(new StoreChange.MoveAuditCursor(sink.Name, _upTo)), cancellationToken).ConfigureAwait(false);
            if (!moved.IsCommitted)
            {
                // Another host is ahead: it has forwarded these.
                return;
            }
        }
    }

    private async ValueTask<bool> TryBeginAsync(CancellationToken cancellationToken)
    {
        _after = await store.ReadAuditCursorAsync(sink.Name, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<AuditRecord> records = await store.ReadAuditAsync(_after, BatchSize, cancellationToken).ConfigureAwait(false);
        if (records.Count == 0)
        {
            return false;
        }

        _upTo = records[^1].Sequence;
        _saidAt = null;
        _write = WriteAsync(records, cancellationToken);
        return true;
    }

    private async Task WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(LongestWrite, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await sink.WriteAsync(records, both.Token).ConfigureAwait(false);
    }

    /// <returns>Whether the write ended well; false where it failed, or goes on without being waited for.</returns>
    private async ValueTask<bool> IsTakenAsync(CancellationToken cancellationToken)
    {
        Task write = _write!;
        try
        {
            await write.WaitAsync(_saidAt is null ? Patience : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
            _write = null;
            return true;
        }
        catch (TimeoutException) when (!write.IsCompleted)
        {
            if (_saidAt is not { } said || time.GetElapsedTime(said) >= s_saidAgainAfter)
            {
                _saidAt = time.GetTimestamp();
                OperationsLog.AuditSinkSlow(log, sink.Name, _after);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            _write = null;
            OperationsLog.AuditSinkFailed(log, e, sink.Name, _after);
        }

        return false;
    }
}
