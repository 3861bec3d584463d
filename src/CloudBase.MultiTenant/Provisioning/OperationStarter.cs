using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Begins operations: tenant, operation and journal in one commit, owned by this host when it works in the background.</summary>
internal sealed class OperationStarter(
    IMultiTenantStore store, OperationClaims claims, OperationDispatcher dispatcher, IRandomSource random, TimeProvider time, IOptions<CloudBaseOptions> options)
{
    public OperationId DrawId() => RandomText.DrawOperationId(random);

    public EnvironmentAlias DrawAlias() => RandomText.DrawAlias(random);

    /// <summary>Says by when an operation that begins now is parked.</summary>
    public DateTimeOffset DeadlineFromNow() => time.GetUtcNow() + options.Value.Provisioning.Deadline;

    /// <summary>Drafts an operation; time that it is asked to let pass does not count against its deadline.</summary>
    public TenantOperation Draft(OperationId id, OperationKind kind, TenantKey tenant, StepData input)
    {
        DateTimeOffset now = time.GetUtcNow();
        OperationLease? lease = dispatcher.IsActive ? claims.FirstLease() : null;
        return new TenantOperation
        {
            Id = id,
            Kind = kind,
            Tenant = tenant,
            State = lease is null ? OperationState.Pending : OperationState.Running,
            Input = input,
            Lease = lease,
            Fence = 1,
            DueAt = now,
            Deadline = DeadlineFromNow() + WorkflowData.ReadOverlap(input),
            LastSequence = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    /// <summary>Begins an operation on an existing tenant.</summary>
    /// <returns>The operation; null when the tenant was changed by somebody else in between.</returns>
    public ValueTask<TenantOperation?> TryStartAsync(Tenant tenant, OperationKind kind, StepData input, CancellationToken cancellationToken) =>
        TryStartAsync(tenant, kind, input, [], cancellationToken);

    /// <summary>Begins an operation on an existing tenant, together with other changes.</summary>
    /// <returns>The operation; null when something was changed by somebody else in between.</returns>
    public async ValueTask<TenantOperation?> TryStartAsync(
        Tenant tenant, OperationKind kind, StepData input, IReadOnlyList<StoreChange> further, CancellationToken cancellationToken)
    {
        OperationId id = DrawId();
        TenantOperation operation = Draft(id, kind, tenant.Key, input.With(TenantStates.From, tenant.State.ToString()));
        Tenant changed = tenant with
        {
            State = TenantStates.While(operation), CurrentOperation = id, StateReason = null, UpdatedAt = time.GetUtcNow(),
        };
        CommitResult result = await BeginAsync(new StoreChange.UpdateTenant(changed), operation, changed with { Version = changed.Version + 1 }, further, cancellationToken)
            .ConfigureAwait(false);
        return result.IsCommitted ? operation : null;
    }

    /// <summary>Begins an operation together with a change of its tenant.</summary>
    public ValueTask<CommitResult> BeginAsync(StoreChange tenantChange, TenantOperation operation, Tenant stored, CancellationToken cancellationToken) =>
        BeginAsync(tenantChange, operation, stored, [], cancellationToken);

    /// <summary>Begins an operation together with a change of its tenant, and with other changes.</summary>
    public async ValueTask<CommitResult> BeginAsync(
        StoreChange tenantChange, TenantOperation operation, Tenant stored, IReadOnlyList<StoreChange> further, CancellationToken cancellationToken)
    {
        JournalEntry started = OperationClaims.Started(operation, operation.CreatedAt, $"{operation.Kind} begun.");
        CommitResult result = await store.CommitAsync(
            ChangeSet.Of([.. further, tenantChange, new StoreChange.InsertOperation(operation), new StoreChange.AppendJournal(started)]), cancellationToken).ConfigureAwait(false);
        if (result.IsCommitted && operation.Lease is not null)
        {
            dispatcher.Start(new LeasedOperation(operation with { Version = 1 }, stored, [started]));
        }

        return result;
    }
}
