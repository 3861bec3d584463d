using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Lifts the limit and opens the strategy's access again.</summary>
internal sealed class ReactivateWorkflow(AccessSteps access, IsolationContexts isolation, RenewalSwitch renewal, IOptions<CloudBaseOptions> options) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Reactivate;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        await access.LiftLimitAsync(context, cancellationToken).ConfigureAwait(false);
        IIsolationStrategy strategy = isolation.StrategyOf(context);
        StepData binding = await strategy.ReactivateAsync(
            await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await renewal.AlignAsync(context, cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            StepData.Empty,
            t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, binding) with { State = TenantState.Active }).ConfigureAwait(false);
    }

    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (options.Value.Renewal.RenewSuspended)
        {
            await renewal.AlignAsync(context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await renewal.SwitchOffAsync(context, cancellationToken).ConfigureAwait(false);
        }

        return static t => t with { State = TenantState.Suspended, StateReason = null };
    }
}
