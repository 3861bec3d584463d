using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Hands stored audit records to the sinks, in order, each sink at its own pace.</summary>
internal sealed class AuditForwarder(IMultiTenantStore store, IEnumerable<IAuditSink> sinks, ILogger<AuditForwarder> log) : IPumpTask
{
    private const int BatchSize = 500;

    private readonly IAuditSink[] _sinks = [.. sinks];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (IAuditSink sink in _sinks)
        {
            await ForwardAsync(sink, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ForwardAsync(IAuditSink sink, CancellationToken cancellationToken)
    {
        long position = await store.ReadAuditCursorAsync(sink.Name, cancellationToken).ConfigureAwait(false);
        while (await store.ReadAuditAsync(position, BatchSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } records)
        {
            try
            {
                await sink.WriteAsync(records, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                OperationsLog.AuditSinkFailed(log, e, sink.Name, position);
                return;
            }

            position = records[^1].Sequence;
            CommitResult moved = await store.CommitAsync(ChangeSet.Of(new StoreChange.MoveAuditCursor(sink.Name, position)), cancellationToken)
                .ConfigureAwait(false);
            if (!moved.IsCommitted)
            {
                // Another host is ahead: it has forwarded these.
                return;
            }
        }
    }
}
