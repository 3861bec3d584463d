using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Everything one drive writes: gathers changes and commits them under the operation's fence.</summary>
/// <remarks>
/// Used by one drive and its lease renewal, which take turns. Somebody else may change the operation (resume, cancel) or the
/// tenant (a password taken) in between: the changes are then made again on what is stored, unless another host owns the operation.
/// </remarks>
internal sealed class OperationSession
{
    private const int MaxRebases = 10;

    private readonly IMultiTenantStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _leaseDuration;
    private readonly CommitTurn _turn = new();
    private readonly PendingChanges _pending = new();

    public OperationSession(IMultiTenantStore store, TimeProvider time, TimeSpan leaseDuration, string actor, LeasedOperation leased)
    {
        _store = store;
        _time = time;
        _leaseDuration = leaseDuration;
        Actor = actor;
        Operation = leased.Operation;
        StoredTenant = leased.Tenant;
        Fence = leased.Operation.Fence;
        foreach (JournalEntry entry in leased.Journal)
        {
            History.Add(entry);
        }
    }

    public string Actor { get; }

    public long Fence { get; }

    public StepHistory History { get; private set; } = new();

    /// <summary>Gets the operation as last stored.</summary>
    public TenantOperation Operation { get; private set; }

    /// <summary>Gets the tenant as last stored.</summary>
    public Tenant StoredTenant { get; private set; }

    /// <summary>Gets the tenant with the changes that wait for the next commit.</summary>
    public Tenant Tenant => _pending.ApplyTo(StoredTenant);

    /// <summary>Gets or sets what the next waiting entry is to remember, such as a first scan.</summary>
    public StepData? Note { get; set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    public void Journal(JournalEntryKind kind, string step = "", int attempt = 0, StepData? data = null, string? note = null)
    {
        var entry = new JournalEntry
        {
            Operation = Operation.Id,
            Sequence = Operation.LastSequence + _pending.Entries.Count + 1,
            Kind = kind,
            Step = step,
            Attempt = attempt,
            Data = data ?? StepData.Empty,
            Fence = Fence,
            At = Now,
            Note = note,
        };
        _pending.Entries.Add(entry);
        History.Add(entry);
    }

    public void Audit(string step, string action, AuditOutcome outcome, string? requestId = null, string? detail = null) =>
        _pending.Changes.Add(new StoreChange.AppendAudit(new AuditRecord
        {
            At = Now,
            Tenant = Operation.Tenant,
            Operation = Operation.Id,
            Step = step,
            Action = action,
            Outcome = outcome,
            Actor = Actor,
            RequestId = requestId,
            Detail = detail,
        }));

    public void ChangeTenant(Func<Tenant, Tenant> change) => _pending.TenantChanges.Add(change);

    public void Add(StoreChange change) => _pending.Changes.Add(change);

    /// <summary>Commits what was gathered together with a change of the operation's own record.</summary>
    /// <exception cref="BindingRefusedException">The environment is another tenant's; nothing was written.</exception>
    /// <exception cref="PoolChangeRefusedException">A pool's environment is not as it was read; nothing was written.</exception>
    /// <exception cref="OperationSignal.OwnershipLost">Another host owns the operation; nothing was written.</exception>
    public async ValueTask CommitAsync(Func<TenantOperation, TenantOperation> change)
    {
        await _turn.EnterAsync().ConfigureAwait(false);
        try
        {
            await CommitPendingAsync(change).ConfigureAwait(false);
        }
        finally
        {
            _turn.Leave();
        }
    }

    /// <summary>Forgets gathered changes that were refused.</summary>
    public void Discard()
    {
        History = StepHistory.Of(History.Entries.SkipLast(_pending.Entries.Count));
        _pending.Clear();
    }

    /// <summary>Prolongs the lease without writing anything else.</summary>
    public async ValueTask RenewLeaseAsync()
    {
        await _turn.EnterAsync().ConfigureAwait(false);
        try
        {
            for (int i = 0; i < MaxRebases; i++)
            {
                TenantOperation renewed = Operation with { Lease = NewLease(), UpdatedAt = Now };
                if ((await _store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateOperation(renewed)), CancellationToken.None).ConfigureAwait(false)).IsCommitted)
                {
                    Operation = renewed with { Version = renewed.Version + 1 };
                    return;
                }

                await ReloadOperationAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Leave();
        }
    }

    public OperationLease NewLease() => new(Actor, Fence, Now + _leaseDuration);

    private async ValueTask CommitPendingAsync(Func<TenantOperation, TenantOperation> change)
    {
        for (int i = 0; i < MaxRebases; i++)
        {
            TenantOperation operation = change(Operation with { Lease = NewLease() }) with
            {
                LastSequence = Operation.LastSequence + _pending.Entries.Count, UpdatedAt = Now,
            };
            Tenant? tenant = _pending.TenantChanges.Count > 0 ? Tenant with { UpdatedAt = Now } : null;
            List<StoreChange> changes = [new StoreChange.UpdateOperation(operation)];
            if (tenant is not null)
            {
                changes.Add(new StoreChange.UpdateTenant(tenant));
            }

            changes.AddRange(_pending.Entries.Select(e => new StoreChange.AppendJournal(e)));
            changes.AddRange(_pending.Changes);

            CommitResult result = await _store.CommitAsync(new ChangeSet(changes), CancellationToken.None).ConfigureAwait(false);
            switch (result.Refused)
            {
                case null:
                    Operation = operation with { Version = operation.Version + 1 };
                    StoredTenant = tenant is null ? StoredTenant : tenant with { Version = tenant.Version + 1 };
                    _pending.Clear();
                    return;
                case StoreChange.BindEnvironment bind:
                    throw new BindingRefusedException(bind.Binding, result.Reason ?? "it is bound already");
                case StoreChange.UpdateTenant own when own.Tenant.Key == Operation.Tenant:
                    StoredTenant = await _store.FindTenantAsync(Operation.Tenant, CancellationToken.None).ConfigureAwait(false) ?? StoredTenant;
                    break;
                case StoreChange.UpdateOperation or StoreChange.AppendJournal:
                    await ReloadOperationAsync().ConfigureAwait(false);
                    break;
                case StoreChange.UpdatePooledEnvironment or StoreChange.UpdateTenant:
                    throw new PoolChangeRefusedException(result.Reason ?? "somebody else changed it");
                default:
                    throw new InvalidOperationException($"The store refused {result.Refused.GetType().Name}: {result.Reason}");
            }
        }

        throw new OperationSignal.OwnershipLost($"{Operation.Id} changes faster than it can be written.");
    }

    private async ValueTask ReloadOperationAsync()
    {
        TenantOperation stored = await _store.FindOperationAsync(Operation.Id, CancellationToken.None).ConfigureAwait(false) ?? Operation;
        if (stored.Fence != Fence || stored.Lease?.Owner != Actor || stored.IsFinal)
        {
            throw new OperationSignal.OwnershipLost($"{Operation.Id} is owned under fence {stored.Fence}, and this host holds {Fence}.");
        }

        Operation = stored;
        for (int i = 0; i < _pending.Entries.Count; i++)
        {
            _pending.Entries[i] = _pending.Entries[i] with { Sequence = stored.LastSequence + i + 1 };
        }
    }
}
