using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Revoke, close the strategy's access, limit requests, name the keys made by hand. The environment stays, and stays paid.</summary>
internal sealed class SuspendWorkflow(
    IEnvironmentCloud cloud, AccessSteps access, IsolationContexts isolation, RenewalSwitch renewal, EnvironmentKeys keys, IOptions<CloudBaseOptions> options,
    ILogger<SuspendWorkflow> log) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Suspend;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        StepData revoked = await access.RevokeAsync(context, cancellationToken).ConfigureAwait(false);
        await access.TakeSandboxesAsync(context, stop: false, cancellationToken).ConfigureAwait(false);
        IIsolationStrategy strategy = isolation.StrategyOf(context);
        StepData binding = await strategy.SuspendAsync(
            await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (context.Operation.Input.Find(WorkflowData.DeleteForeign) is not null)
        {
            await keys.DeleteAsync(context, cancellationToken).ConfigureAwait(false);
        }

        await access.LimitAsync(context, cancellationToken).ConfigureAwait(false);
        if (options.Value.Renewal.RenewSuspended)
        {
            await renewal.AlignAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await renewal.SwitchOffAsync(context, cancellationToken).ConfigureAwait(false);
        }

        StepData paid = await context.Steps.LookAsync(
            "environment.paid",
            async () => WorkflowData.Read(await cloud.FindBillingAsync(AccessSteps.Environment(context), cancellationToken).ConfigureAwait(false)),
            WorkflowData.Pay).ConfigureAwait(false);
        EnvironmentId environment = AccessSteps.Environment(context);
        StepData open = await context.Steps.LookAsync(
            "inventory",
            async () => StepData.Empty.WithList(WorkflowData.Leftovers, await keys.DescribeAsync(environment, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        await context.SucceedAsync(
            revoked.With(paid).With(open),
            t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, binding) with { State = TenantState.Suspended }).ConfigureAwait(false);
        if (WorkflowData.ReadList(open, WorkflowData.Leftovers) is { Count: > 0 } left)
        {
            ProvisioningLog.StillOpen(log, environment, left.Count);
        }
    }

    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        // Parked, it was kept from renewing itself; it is wanted again.
        await renewal.AlignAsync(context, cancellationToken).ConfigureAwait(false);
        return static t => t with { State = TenantState.Active, StateReason = null };
    }
}
