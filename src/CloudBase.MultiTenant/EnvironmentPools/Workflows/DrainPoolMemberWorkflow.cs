using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Workflows;

namespace CloudBase.MultiTenant.EnvironmentPools.Workflows;

/// <summary>Removes an environment that nobody claimed, within the deletion budget. Its row was taken from the claimers when the operation was begun.</summary>
internal sealed class DrainPoolMemberWorkflow(IMultiTenantStore store, PoolTimes times, IsolateStep isolate) : IOperationWorkflow
{
    /// <summary>The input entry with the fence under which the row was taken.</summary>
    public const string Fence = "poolFence";

    public OperationKind Kind => OperationKind.DrainPoolMember;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        PoolMember member = await PoolMember.LoadAsync(store, context, cancellationToken).ConfigureAwait(false);
        if (context.Steps.Mode == RunnerMode.Forward && member.Row.State == PooledEnvironmentState.Parked)
        {
            await member.ChangeNowAsync(m => m with { State = PooledEnvironmentState.Draining, Reason = null, DueAt = times.OfWork(context.Operation) }).ConfigureAwait(false);
        }

        EnvironmentId environment = AccessSteps.Environment(context);
        PooledEnvironment held = member.Row with { Fence = long.Parse(context.Operation.Input[Fence], CultureInfo.InvariantCulture), Environment = environment, Tenant = null };
        await isolate.RunAsync(
            context, environment, skip: false, ignore: true, token => PoolFence.CheckAsync(store, context, held, IsolateStep.Id, token), cancellationToken)
            .ConfigureAwait(false);
        DateTimeOffset purge = await isolate.FindPurgeAsync(context, environment, cancellationToken).ConfigureAwait(false);
        member.Change(m => m with { State = PooledEnvironmentState.Removed, Reason = null, DueAt = context.Now });
        await context.SucceedAsync(
            StepData.Empty, t => t with { PurgeExpectedAt = purge }, isolate.ReleaseMarker(context, purge)).ConfigureAwait(false);
    }

    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (await PoolMember.FindAsync(store, context, cancellationToken).ConfigureAwait(false) is { Row.State: PooledEnvironmentState.Draining } member)
        {
            member.Change(m => m with { State = PooledEnvironmentState.Parked, Reason = "Its removal was cancelled.", DueAt = times.OfRemoval() });
        }

        return static t => t with { StateReason = null };
    }
}
