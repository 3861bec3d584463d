using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.Provisioning.Ordering;
using CloudBase.MultiTenant.Provisioning.Workflows;

namespace CloudBase.MultiTenant.EnvironmentPools.Workflows;

/// <summary>Buys an environment for the pool: tag, order, delivery, template, ready. The same steps as a tenant's, under the same promise; bound to nobody.</summary>
internal sealed class FillPoolWorkflow(
    IEnvironmentCloud cloud, IMultiTenantStore store, MarkerStep marker, OrderStep order, EnvironmentReady ready, IEnvironmentPreparation preparation,
    PoolTimes times, PoolStates states) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.FillPool;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        PoolMember member = await PoolMember.LoadAsync(store, context, cancellationToken).ConfigureAwait(false);
        if (context.Steps.Mode == RunnerMode.Forward && member.Row.State == PooledEnvironmentState.Failed)
        {
            await member.ChangeNowAsync(m => m with { State = PooledEnvironmentState.Creating, Reason = null, DueAt = times.OfWork(context.Operation) }).ConfigureAwait(false);
        }

        await marker.EnsureAsync(context, cancellationToken).ConfigureAwait(false);
        StepData ordered = await order.RunAsync(context, id => member.Change(m => m with { Environment = id }), cancellationToken).ConfigureAwait(false);
        OrderStep.ReportDuplicates(context, ordered);
        var environment = EnvironmentId.Parse(ordered[WorkflowData.Environment]);
        await ready.AwaitAsync(context, environment, cancellationToken).ConfigureAwait(false);
        AppliedTemplate? applied = await preparation.PrepareAsync(context, environment, cancellationToken).ConfigureAwait(false);
        string? version = preparation.Version;
        member.Change(m => m with
        {
            State = PooledEnvironmentState.Ready,
            Template = version,
            PaidUntil = context.Tenant.PaidUntil,
            FilledAt = context.Now,
            DueAt = times.OfIdle(context.Tenant.PaidUntil),
            Reason = null,
        });
        await context.SucceedAsync(StepData.Empty.With(WorkflowData.Environment, environment.Value), t => t with { Template = applied }).ConfigureAwait(false);
        await states.NoteAsync(isFilled: true).ConfigureAwait(false);
    }

    /// <summary>What was bought is kept, to be removed within the deletion budget; else there is nothing left of the member.</summary>
    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        PoolMember? member = await PoolMember.FindAsync(store, context, cancellationToken).ConfigureAwait(false);
        EnvironmentBilling? billing = context.Tenant.EnvironmentId is { } environment
            ? await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false)
            : null;
        bool isKept = context.Tenant.EnvironmentId is not null && billing is not { Delivery: DeliveryState.Failed };
        member?.Change(m => m with
        {
            State = isKept ? PooledEnvironmentState.Parked : PooledEnvironmentState.Removed,
            Environment = context.Tenant.EnvironmentId ?? m.Environment,
            Reason = isKept ? "Its filling was undone after it was bought." : "Its filling was undone.",
            DueAt = context.Now,
        });
        if (!context.Operation.CancelRequested)
        {
            await states.NoteAsync(isFilled: false).ConfigureAwait(false);
        }

        return t => t with { StateReason = null, CloudRenewsItself = false, PaidUntil = billing?.PaidUntil ?? t.PaidUntil };
    }
}
