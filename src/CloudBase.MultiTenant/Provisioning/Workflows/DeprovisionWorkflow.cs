using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Stop renewing, revoke, isolate within the deletion budget, remove the identity, and list what is left.</summary>
internal sealed class DeprovisionWorkflow(
    AccessSteps access, IsolateStep isolate, IsolationContexts isolation, RenewalSwitch renewal, ClaimedMembers members, EnvironmentKeys keys) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Deprovision;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        await renewal.SwitchOffAsync(context, cancellationToken).ConfigureAwait(false);
        await access.RevokeForRemovalAsync(context, cancellationToken).ConfigureAwait(false);
        await access.TakeSandboxesAsync(context, stop: true, cancellationToken).ConfigureAwait(false);
        StepData input = context.Operation.Input;
        await isolate.RunAsync(
            context, environment, input.Find(WorkflowData.SkipIsolation) == "true", input.Find(WorkflowData.IgnoreData) == "true", null, cancellationToken).ConfigureAwait(false);

        IIsolationStrategy strategy = isolation.StrategyOf(context);
        IsolationContext work = await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false);
        await strategy.RemoveAsync(work, cancellationToken).ConfigureAwait(false);
        StepData inventory = await context.Steps.LookAsync(
            "inventory",
            async () => StepData.Empty.WithList(WorkflowData.Leftovers,
            [
                .. await strategy.InventoryAsync(work, cancellationToken).ConfigureAwait(false),
                .. await keys.DescribeAsync(environment, cancellationToken).ConfigureAwait(false),
            ])).ConfigureAwait(false);
        DateTimeOffset purge = await isolate.FindPurgeAsync(context, environment, cancellationToken).ConfigureAwait(false);
        await members.ForgetAsync(context, environment, cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            inventory,
            t => t with { State = TenantState.Deprovisioned, Isolation = [], PurgeExpectedAt = purge },
            isolate.ReleaseMarker(context, purge)).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        bool isIsolated = context.History.Of(IsolateStep.Id).Receipt is not null;
        return new(t => t with
        {
            State = TenantState.Parked,
            StateReason = isIsolated
                ? "Its removal was cancelled after the environment was isolated. Deprovision the tenant to finish."
                : "Its removal was cancelled; its credentials are revoked. Deprovision the tenant to finish.",
        });
    }
}
