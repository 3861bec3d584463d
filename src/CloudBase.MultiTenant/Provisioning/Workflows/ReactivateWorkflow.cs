using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Lifts the limit and opens the strategy's access again.</summary>
internal sealed class ReactivateWorkflow(
    IEnvironmentCloud cloud, AccessSteps access, IsolationContexts isolation, RenewalSwitch renewal, IOptions<CloudBaseOptions> options) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Reactivate;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationSignal.Park park) when (park.Cause is CloudNotFoundException)
        {
            // Nothing was bought or deleted: the tenant is better suspended, free for its removal, than held by what cannot go on.
            EnvironmentId environment = AccessSteps.Environment(context);
            if (await IsGoneAsync(environment, cancellationToken).ConfigureAwait(false))
            {
                throw new OperationSignal.Fail(
                    new OperationProblem(
                        park.Problem.Step, ProblemCodes.EnvironmentGone, $"'{environment}' is gone: neither the cloud's lists nor its books know it.",
                        "Call DeprovisionAsync, which removes what is left of the tenant's access, then EnsureAsync, which gives it a new environment."),
                    park.Cause);
            }

            throw;
        }
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

    private async ValueTask OpenAsync(WorkflowContext context, CancellationToken cancellationToken)
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

    /// <summary>One answer may name something else, or be wrong: it is gone where lists and books say so, too.</summary>
    private async ValueTask<bool> IsGoneAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        await cloud.FindAsync(environment, cancellationToken).ConfigureAwait(false) is null
        && await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false) is null;
}
