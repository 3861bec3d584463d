using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Operations as the store has them.</summary>
internal sealed class StoreTenantOperations(
    IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, OperationWaiter waiter, OperationNotifier notifier, OperationDispatcher dispatcher,
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

    public ValueTask<TenantOperation> ResumeAsync(OperationId operation, CancellationToken cancellationToken) => ChangeAsync(
        operation,
        JournalEntryKind.Resumed,
        o => o with
        {
            State = o.State != OperationState.Parked ? o.State : o.CancelRequested ? OperationState.Cancelling : OperationState.Pending,
            DueAt = time.GetUtcNow(),
            Deadline = time.GetUtcNow() + options.Value.Provisioning.Deadline,
            Attempts = 0,
            Problem = null,
        },
        cancellationToken);

    public ValueTask<TenantOperation> CancelAsync(OperationId operation, CancellationToken cancellationToken) => ChangeAsync(
        operation,
        JournalEntryKind.CancelRequested,
        o => o with
        {
            CancelRequested = true,
            State = o.Lease is null ? OperationState.Cancelling : o.State,
            DueAt = time.GetUtcNow(),
            Deadline = time.GetUtcNow() + options.Value.Provisioning.Deadline,
            Attempts = 0,
        },
        cancellationToken);

    private async ValueTask<TenantOperation> ChangeAsync(
        OperationId id, JournalEntryKind kind, Func<TenantOperation, TenantOperation> change, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            TenantOperation stored = await OperationWaiter.GetAsync(store, id, cancellationToken).ConfigureAwait(false);
            if (stored.IsFinal || (kind == JournalEntryKind.CancelRequested && stored.CancelRequested && stored.State != OperationState.Parked))
            {
                return stored;
            }

            TenantOperation changed = change(stored) with { LastSequence = stored.LastSequence + 1, UpdatedAt = time.GetUtcNow() };
            List<StoreChange> changes = [new StoreChange.UpdateOperation(changed)];
            if (stored.State == OperationState.Parked
                && await store.FindTenantAsync(stored.Tenant, cancellationToken).ConfigureAwait(false) is { } tenant && tenant.CurrentOperation == id)
            {
                changes.Add(new StoreChange.UpdateTenant(TenantStates.Resumed(tenant, stored) with { UpdatedAt = time.GetUtcNow() }));
            }

            changes.Add(new StoreChange.AppendJournal(new JournalEntry
            {
                Operation = id, Sequence = changed.LastSequence, Kind = kind, Fence = changed.Fence, At = time.GetUtcNow(),
            }));
            if ((await store.CommitAsync(new ChangeSet(changes), cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                dispatcher.Kick(id);
                return changed with { Version = changed.Version + 1 };
            }
        }
    }
}
