using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Renews the strategy's permanent keys. The tenant stays active throughout.</summary>
internal sealed class RotateKeysWorkflow(IsolationContexts isolation) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.RotateKeys;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        IIsolationStrategy strategy = isolation.StrategyOf(context);
        StepData binding = await strategy.RotateKeysAsync(
            await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            StepData.Empty, t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, binding)).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken) => new(static t => t with { StateReason = null });
}
