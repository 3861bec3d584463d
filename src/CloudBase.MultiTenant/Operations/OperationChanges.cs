using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Lets an operation go on, or asks for it to be undone: as it was read, and not when it has changed since.</summary>
internal sealed class OperationChanges(IMultiTenantStore store, OperationDispatcher dispatcher, IOptions<CloudBaseOptions> options, TimeProvider time)
{
    /// <returns>The operation, resumed; null when somebody else changed it, or its tenant, in between.</returns>
    public ValueTask<TenantOperation?> TryResumeAsync(TenantOperation stored, string? note, CancellationToken cancellationToken) => TryAsync(
        stored,
        JournalEntryKind.Resumed,
        note,
        stored with
        {
            State = stored.State != OperationState.Parked ? stored.State : stored.CancelRequested ? OperationState.Cancelling : OperationState.Pending,
            Problem = null,
        },
        cancellationToken);

    /// <returns>The operation, about to be undone; null when somebody else changed it, or its tenant, in between.</returns>
    public ValueTask<TenantOperation?> TryCancelAsync(TenantOperation stored, string? note, CancellationToken cancellationToken) => TryAsync(
        stored,
        JournalEntryKind.CancelRequested,
        note,
        stored with { CancelRequested = true, State = stored.Lease is null ? OperationState.Cancelling : stored.State },
        cancellationToken);

    private async ValueTask<TenantOperation?> TryAsync(
        TenantOperation stored, JournalEntryKind kind, string? note, TenantOperation change, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        TenantOperation changed = change with
        {
            DueAt = now, Deadline = now + options.Value.Provisioning.Deadline, Attempts = 0, LastSequence = stored.LastSequence + 1, UpdatedAt = now,
        };
        List<StoreChange> changes = [new StoreChange.UpdateOperation(changed)];
        if (stored.State == OperationState.Parked
            && await store.FindTenantAsync(stored.Tenant, cancellationToken).ConfigureAwait(false) is { } tenant && tenant.CurrentOperation == stored.Id)
        {
            changes.Add(new StoreChange.UpdateTenant(TenantStates.Resumed(tenant, stored) with { UpdatedAt = now }));
        }

        changes.Add(new StoreChange.AppendJournal(new JournalEntry
        {
            Operation = stored.Id, Sequence = changed.LastSequence, Kind = kind, Fence = changed.Fence, At = now, Note = note,
        }));
        if (!(await store.CommitAsync(new ChangeSet(changes), cancellationToken).ConfigureAwait(false)).IsCommitted)
        {
            return null;
        }

        dispatcher.Kick(stored.Id);
        return changed with { Version = changed.Version + 1 };
    }
}
