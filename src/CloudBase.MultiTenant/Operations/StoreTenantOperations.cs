using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Operations as the store has them.</summary>
internal sealed class StoreTenantOperations(
    IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, OperationWaiter waiter, OperationNotifier notifier, OperationChanges changes,
    IOptions<CloudBaseOptions> options, TimeProvider time) : ITenantOperations
{
    public OperationHandle GetHandle(OperationId operation) => new(this, operation);

    public async ValueTask<TenantOperation?> FindAsync(OperationId operation, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await store.FindOperationAsync(operation, cancellationToken).ConfigureAwait(false);
    }

    public async IAsyncEnumerable<TenantOperation> ListAsync(OperationQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (TenantOperation operation in store.ListOperationsAsync(cloud.Account, query, cancellationToken).ConfigureAwait(false))
        {
            yield return operation;
        }
    }

    public async IAsyncEnumerable<OperationEvent> WatchAsync(
        OperationId operation, long afterSequence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // Read the operation first: what it had when it was settled is then in the journal that is read after it.
            Task<TenantOperation> next = notifier.NextAsync(operation);
            TenantOperation current = await OperationWaiter.GetAsync(store, operation, cancellationToken).ConfigureAwait(false);
            foreach (JournalEntry entry in await store.ReadJournalAsync(operation, afterSequence, cancellationToken).ConfigureAwait(false))
            {
                afterSequence = entry.Sequence;
                yield return new OperationEvent(operation, entry.Sequence, entry.At, entry.Kind, entry.Step, entry.Note);
            }

            if (OperationWaiter.IsSettled(current))
            {
                yield break;
            }

            await ((Task)next).WaitAsync(options.Value.Operations.PumpInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public async ValueTask<TenantOperation> WaitAsync(OperationId operation, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await waiter.WaitAsync(operation, null, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TenantOperation> ResumeAsync(OperationId operation, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            TenantOperation stored = await OperationWaiter.GetAsync(store, operation, cancellationToken).ConfigureAwait(false);
            if (stored.IsFinal)
            {
                return stored;
            }

            if (await changes.TryResumeAsync(stored, null, cancellationToken).ConfigureAwait(false) is { } resumed)
            {
                return resumed;
            }
        }
    }

    public async ValueTask<TenantOperation> CancelAsync(OperationId operation, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            TenantOperation stored = await OperationWaiter.GetAsync(store, operation, cancellationToken).ConfigureAwait(false);
            if (stored.IsFinal || (stored.CancelRequested && stored.State != OperationState.Parked))
            {
                return stored;
            }

            if (await changes.TryCancelAsync(stored, null, cancellationToken).ConfigureAwait(false) is { } cancelling)
            {
                return cancelling;
            }
        }
    }
}
