using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>An environment, isolation, template, proof, active. The tenant and its alias were reserved when the operation was begun.</summary>
internal sealed class ProvisionWorkflow(
    IEnvironmentCloud cloud, ObtainSteps obtain, IsolationContexts isolation, IsolationPlaces places, IEnvironmentPreparation preparation, RenewalSwitch renewal)
    : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Provision;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = await obtain.RunAsync(context, cancellationToken).ConfigureAwait(false);

        IIsolationStrategy strategy = isolation.StrategyOf(context);
        IsolationContext prepare = await isolation.MakeAsync(context, StepData.Empty, cancellationToken).ConfigureAwait(false);
        StepData prepared = await strategy.PrepareAsync(prepare, cancellationToken).ConfigureAwait(false);
        context.Session.ChangeTenant(t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Preparing, prepared));
        if (await preparation.PrepareAsync(context, environment, cancellationToken).ConfigureAwait(false) is { } applied)
        {
            context.Session.ChangeTenant(t => t with { Template = applied });
        }

        StepData verified = await strategy.VerifyAsync(With(prepare, context.Tenant, prepared), cancellationToken).ConfigureAwait(false);

        context.Session.ChangeTenant(t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Preparing, verified));
        await renewal.AlignAsync(context, cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            StepData.Empty.With(WorkflowData.Environment, environment.Value),
            t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, verified) with { State = TenantState.Active },
            places.Made(context, strategy.Kind)).ConfigureAwait(false);
    }

    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        foreach (StoreChange givenUp in places.GivenUp(context, context.Tenant.Spec.Isolation!.Value))
        {
            context.Session.Add(givenUp);
        }

        if (context.Tenant is { EnvironmentId: { } environment, Source: not EnvironmentSource.Allocate })
        {
            EnvironmentBilling? billing = await FindBillingAsync(context, environment, cancellationToken).ConfigureAwait(false);
            if (billing is not { Delivery: DeliveryState.Failed })
            {
                return t => t with
                {
                    State = TenantState.Parked,
                    Isolation = [],
                    CloudRenewsItself = false,
                    PaidUntil = billing?.PaidUntil ?? t.PaidUntil,
                    StateReason = $"Provisioning was cancelled after '{environment}' was bought: it is kept until it lapses. Deprovision the tenant to remove it.",
                };
            }
        }

        return t => t with { State = TenantState.Cancelled, Isolation = [] };
    }

    private async ValueTask<EnvironmentBilling?> FindBillingAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        try
        {
            return await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException) when (context.Operation.CurrentStep is { } step && context.History.FindGivenUp(step) is not null)
        {
            // Cancelled once more although the books cannot be read: the environment counts as paid.
            return null;
        }
    }

    private static IsolationContext With(IsolationContext context, Tenant tenant, StepData binding) => new()
    {
        Tenant = tenant,
        Environment = context.Environment,
        ManagementEnvironment = context.ManagementEnvironment,
        Binding = binding,
        Input = context.Input,
        Steps = context.Steps,
    };
}
