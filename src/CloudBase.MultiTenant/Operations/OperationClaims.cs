using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Makes an operation this host's: under a higher fence, and only when nobody else's lease may still be good.</summary>
internal sealed class OperationClaims(
    IMultiTenantStore store, IOptions<CloudBaseOptions> options, TimeProvider time, HostIdentity host, ILogger<OperationClaims> log)
{
    private readonly OperationOptions _options = options.Value.Operations;

    /// <summary>Gets the time before which a lease must have expired for this host to take an operation over.</summary>
    public DateTimeOffset LeaseHorizon => time.GetUtcNow() - _options.HostClockSkew;

    /// <summary>Makes the lease of an operation that this host begins.</summary>
    public OperationLease FirstLease() => new(host.Name, 1, time.GetUtcNow() + _options.LeaseDuration);

    /// <summary>Says whether a lease taken earlier lasts long enough to begin work under it.</summary>
    public bool IsFresh(OperationLease? lease) => lease is not null && lease.ExpiresAt - time.GetUtcNow() > _options.LeaseDuration / 2;

    /// <returns>The operation, owned; null when it is somebody else's, or has nothing to do now.</returns>
    public async ValueTask<LeasedOperation?> TryClaimAsync(TenantOperation operation, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (operation.IsFinal || operation.State == OperationState.Parked || operation.DueAt > now
            || (operation.Lease is { } held && held.ExpiresAt >= LeaseHorizon))
        {
            return null;
        }

        bool isFirst = operation.LastSequence == 0;
        bool isTakeover = operation.Lease is not null;
        TenantOperation claimed = operation with
        {
            Fence = operation.Fence + 1,
            Lease = new OperationLease(host.Name, operation.Fence + 1, now + _options.LeaseDuration),
            State = operation.CancelRequested ? OperationState.Cancelling : OperationState.Running,
            Deadline = operation.Deadline + IdleTime(operation, now),
            LastSequence = operation.LastSequence + (isFirst || isTakeover ? 1 : 0),
            UpdatedAt = now,
        };
        List<StoreChange> changes = [new StoreChange.UpdateOperation(claimed)];
        if (isFirst || isTakeover)
        {
            string note = isFirst ? $"Begun by {host.Name}." : $"Taken over by {host.Name} from {operation.Lease!.Owner}.";
            changes.Add(new StoreChange.AppendJournal(Started(claimed, now, note)));
        }

        if (!(await store.CommitAsync(new ChangeSet(changes), cancellationToken).ConfigureAwait(false)).IsCommitted)
        {
            return null;
        }

        if (isTakeover)
        {
            OperationsLog.TakenOver(log, operation.Id, operation.Lease!.Owner);
        }

        Tenant tenant = await store.FindTenantAsync(operation.Tenant, cancellationToken).ConfigureAwait(false)
            ?? throw new InvalidOperationException($"{operation.Id} belongs to a tenant that the store does not have.");
        IReadOnlyList<JournalEntry> journal = await store.ReadJournalAsync(operation.Id, 0, cancellationToken).ConfigureAwait(false);
        return new LeasedOperation(claimed with { Version = claimed.Version + 1 }, tenant, journal);
    }

    /// <summary>How long nobody could work on it, though it was due: such time does not count against its deadline.</summary>
    private TimeSpan IdleTime(TenantOperation operation, DateTimeOffset now)
    {
        DateTimeOffset since = operation.DueAt > operation.UpdatedAt ? operation.DueAt : operation.UpdatedAt;

        // A lease and a skew of it do count, each time: what only ever kills its hosts reaches its deadline all the same.
        TimeSpan idle = now - since - _options.LeaseDuration - _options.HostClockSkew;
        return idle > TimeSpan.Zero ? idle : TimeSpan.Zero;
    }

    public static JournalEntry Started(TenantOperation operation, DateTimeOffset now, string note) => new()
    {
        Operation = operation.Id, Sequence = operation.LastSequence, Kind = JournalEntryKind.Started, Fence = operation.Fence, At = now, Note = note,
    };
}
