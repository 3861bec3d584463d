using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Begins durable operations and waits for them; whichever host gets to it does the work.</summary>
internal sealed class JournaledTenantProvisioner(
    IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, SpecResolver specs, Admission admission, TenantReservation reservation,
    OperationStarter starter, OperationWaiter waiter, VerbOutcome outcome, IOptions<CloudBaseOptions> options, TimeProvider time) : ITenantProvisioner
{
    public ValueTask<Tenant> EnsureAsync(TenantId tenant, TenantSpec spec, CancellationToken cancellationToken) =>
        EnsureAsync(tenant, spec, EnsureOptions.Default, cancellationToken);

    public async ValueTask<Tenant> EnsureAsync(TenantId tenant, TenantSpec spec, EnsureOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(options);
        DateTimeOffset until = Until(options.Patience);
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            Tenant? found = await FindAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (found is null or { State: TenantState.Deprovisioned or TenantState.Cancelled })
            {
                TenantSpec complete = specs.Resolve(spec);
                FreePlaces? places = await admission.CheckAsync(complete, cancellationToken).ConfigureAwait(false);
                OperationId? begun = await reservation.TryReserveAsync(tenant, complete, (found?.Key.Generation ?? 0) + 1, places, cancellationToken).ConfigureAwait(false);
                if (begun is { } operation)
                {
                    await AwaitAsync(operation, until, cancellationToken).ConfigureAwait(false);
                }

                continue;
            }

            if (!found.Spec.Meets(spec))
            {
                throw new TenantSpecConflictException(
                    $"The tenant '{tenant}' exists with another specification (package {found.Spec.PackageId}, isolation {found.Spec.Isolation}): "
                    + "ask for the same, leave members null, or change the plan.", found.Spec, spec);
            }

            switch (found.State)
            {
                case TenantState.Active:
                    return found;
                case TenantState.Provisioning or TenantState.Reactivating when found.CurrentOperation is { } current:
                    await AwaitAsync(current, until, cancellationToken).ConfigureAwait(false);
                    break;
                case TenantState.Parked:
                    throw await ParkedAsync(found, cancellationToken).ConfigureAwait(false);
                default:
                    throw WrongState(found, "ensured", "reactivate it, or wait until it is removed");
            }
        }
    }

    public async ValueTask<SuspendResult> SuspendAsync(TenantId tenant, SuspendOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Tenant after, TenantOperation? operation) = await RunAsync(
            tenant, OperationKind.Suspend, t => t.State == TenantState.Active, t => t.State == TenantState.Suspended,
            _ => StepData.Empty.With(WorkflowData.Reason, options.Reason).With(WorkflowData.DeleteForeign, options.DeleteForeignKeys ? "true" : null),
            options.Patience, "only an active tenant can be suspended", cancellationToken).ConfigureAwait(false);
        TimeSpan residual = operation?.Result.Find(WorkflowData.ResidualSeconds) is { } seconds
            ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)) : TimeSpan.Zero;
        operation ??= await FindLastAsync(tenant, OperationKind.Suspend, cancellationToken).ConfigureAwait(false);
        return new SuspendResult(after, after.PaidUntil, residual, operation is null ? [] : WorkflowData.ReadList(operation.Result, WorkflowData.Leftovers));
    }

    public async ValueTask<Tenant> ReactivateAsync(TenantId tenant, ReactivateOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (await RunAsync(
            tenant, OperationKind.Reactivate, t => t.State == TenantState.Suspended, t => t.State == TenantState.Active,
            _ => StepData.Empty, options.Patience, "only a suspended tenant can be reactivated", cancellationToken).ConfigureAwait(false)).Tenant;
    }

    public async ValueTask<Tenant> ChangePlanAsync(TenantId tenant, ChangePlanOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.PackageId);
        Tenant found = await GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        if (found.Spec.PackageId != options.PackageId)
        {
            await cloud.CheckAsync(found.Spec with { PackageId = options.PackageId }, cancellationToken).ConfigureAwait(false);
        }

        return (await RunAsync(
            tenant, OperationKind.ChangePlan, t => t.State is TenantState.Active or TenantState.Suspended,
            t => t.State is TenantState.Active or TenantState.Suspended && t.Spec.PackageId == options.PackageId && t.CurrentOperation is null,
            _ => StepData.Empty.With(WorkflowData.Package, options.PackageId), options.Patience,
            "only an active or suspended tenant can change its plan", cancellationToken).ConfigureAwait(false)).Tenant;
    }

    public async ValueTask<Tenant> RotateKeysAsync(TenantId tenant, RotateKeysOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Overlap < TimeSpan.Zero || options.Overlap > RotateKeysOptions.MaxOverlap)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.Overlap,
                $"Overlap is {options.Overlap}, allowed is 0 to {RotateKeysOptions.MaxOverlap}: the tenant cannot be suspended while both keys work. Give a shorter one.");
        }

        return (await RunAsync(
            tenant, OperationKind.RotateKeys, t => t.State == TenantState.Active, _ => false,
            _ => WorkflowData.WithOverlap(StepData.Empty, options.Overlap), options.Patience, "only an active tenant's keys can be rotated", cancellationToken).ConfigureAwait(false)).Tenant;
    }

    public async ValueTask<DeprovisionResult> DeprovisionAsync(TenantId tenant, DeprovisionOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        (Tenant after, TenantOperation? operation) = await RunAsync(
            tenant, OperationKind.Deprovision,
            t => t.State is TenantState.Active or TenantState.Suspended || (t.State == TenantState.Parked && t is { CurrentOperation: null, EnvironmentId: not null }),
            t => t.State is TenantState.Deprovisioned or TenantState.Cancelled,
            _ => StepData.Empty
                .With(WorkflowData.Reason, options.Reason)
                .With(WorkflowData.SkipIsolation, options.SkipIsolationPeriod ? "true" : null)
                .With(WorkflowData.IgnoreData, options.IgnoreRemainingData ? "true" : null),
            options.Patience, "finish or cancel what is under way first", cancellationToken).ConfigureAwait(false);
        operation ??= await FindLastAsync(tenant, OperationKind.Deprovision, cancellationToken).ConfigureAwait(false);
        return new DeprovisionResult(after, after.PurgeExpectedAt, operation is null ? [] : WorkflowData.ReadList(operation.Result, WorkflowData.Leftovers));
    }

    private async ValueTask<(Tenant Tenant, TenantOperation? Operation)> RunAsync(
        TenantId id, OperationKind kind, Func<Tenant, bool> mayBegin, Func<Tenant, bool> isDone, Func<Tenant, StepData> input,
        TimeSpan? patience, string rule, CancellationToken cancellationToken)
    {
        DateTimeOffset until = Until(patience);
        while (true)
        {
            Tenant tenant = await GetAsync(id, cancellationToken).ConfigureAwait(false);
            if (isDone(tenant))
            {
                return (tenant, null);
            }

            OperationId? mine = null;
            if (tenant.CurrentOperation is { } current)
            {
                TenantOperation running = await OperationWaiter.GetAsync(store, current, cancellationToken).ConfigureAwait(false);
                if (running.State == OperationState.Parked)
                {
                    throw VerbOutcome.Parked(id, current, running.Problem);
                }

                if (running.Kind == kind && WorkflowData.AsksForTheSame(running.Input, input(tenant)))
                {
                    // Another caller asked for the same: both get its outcome. One that asked for something else is waited for.
                    mine = current;
                }
                else
                {
                    TenantOperation ended = await waiter.WaitAsync(current, until - time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
                    if (!OperationWaiter.IsSettled(ended))
                    {
                        await outcome.ThrowUnlessSucceededAsync(ended, cancellationToken).ConfigureAwait(false);
                    }

                    continue;
                }
            }
            else if (mayBegin(tenant))
            {
                mine = (await starter.TryStartAsync(tenant, kind, input(tenant), cancellationToken).ConfigureAwait(false))?.Id;
            }
            else
            {
                throw WrongState(tenant, kind.ToString(), rule);
            }

            if (mine is { } operation)
            {
                TenantOperation ended = await AwaitAsync(operation, until, cancellationToken).ConfigureAwait(false);
                return (await store.FindTenantAsync(ended.Tenant, cancellationToken).ConfigureAwait(false) ?? tenant, ended);
            }
        }
    }

    private async ValueTask<TenantOperation> AwaitAsync(OperationId operation, DateTimeOffset until, CancellationToken cancellationToken)
    {
        TenantOperation ended = await waiter.WaitAsync(operation, until - time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        await outcome.ThrowUnlessSucceededAsync(ended, cancellationToken).ConfigureAwait(false);
        return ended;
    }

    private DateTimeOffset Until(TimeSpan? patience) => time.GetUtcNow() + (patience ?? options.Value.Provisioning.Patience);

    private ValueTask<Tenant?> FindAsync(TenantId tenant, CancellationToken cancellationToken) =>
        store.FindTenantAsync(cloud.Account, tenant, EnvironmentName.Default, cancellationToken);

    private async ValueTask<Tenant> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await FindAsync(tenant, cancellationToken).ConfigureAwait(false) ?? throw StoreTenantDirectory.NotFound(tenant);
    }

    private async ValueTask<Exception> ParkedAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        if (tenant.CurrentOperation is { } current)
        {
            TenantOperation operation = await OperationWaiter.GetAsync(store, current, cancellationToken).ConfigureAwait(false);
            return VerbOutcome.Parked(tenant.Id, current, operation.Problem);
        }

        TenantOperation? last = await FindLastAsync(tenant.Id, null, cancellationToken).ConfigureAwait(false);
        return VerbOutcome.Parked(tenant.Id, last?.Id ?? default, new OperationProblem(
            "cancelled", "EnvironmentKept", tenant.StateReason ?? "Its environment is kept.", "Deprovision the tenant to remove the environment."));
    }

    private async ValueTask<TenantOperation?> FindLastAsync(TenantId tenant, OperationKind? kind, CancellationToken cancellationToken)
    {
        TenantOperation? last = null;
        await foreach (TenantOperation operation in store.ListOperationsAsync(
            cloud.Account, new OperationQuery { Tenant = tenant, IncludeFinal = true }, cancellationToken).ConfigureAwait(false))
        {
            last = kind is null || operation.Kind == kind ? operation : last;
        }

        return last;
    }

    private static TenantStateException WrongState(Tenant tenant, string verb, string rule) =>
        new($"The tenant '{tenant.Id}' is {tenant.State} and cannot be {verb} now: {rule}.", tenant.Id, tenant.State);
}
