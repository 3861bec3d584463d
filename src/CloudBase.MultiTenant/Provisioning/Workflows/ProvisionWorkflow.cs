using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Tag, order, delivery, isolation, template, proof, active. The tenant and its alias were reserved when the operation was begun.</summary>
internal sealed class ProvisionWorkflow(
    IEnvironmentCloud cloud, OrderStep order, EnvironmentReady ready, IsolationContexts isolation, IEnvironmentPreparation preparation, RenewalSwitch renewal,
    IOptions<CloudBaseOptions> options)
    : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.Provision;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        await EnsureMarkerAsync(context, cancellationToken).ConfigureAwait(false);
        StepData ordered = await order.RunAsync(context, cancellationToken).ConfigureAwait(false);
        ReportDuplicates(context, ordered);
        var environment = EnvironmentId.Parse(ordered[WorkflowData.Environment]);
        await ready.AwaitAsync(context, environment, cancellationToken).ConfigureAwait(false);

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
            t => IsolationContexts.Bind(t, strategy.Kind, IsolationBindingState.Active, verified) with { State = TenantState.Active }).ConfigureAwait(false);
    }

    public async ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (context.Tenant.EnvironmentId is { } environment)
        {
            EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
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

    private async ValueTask EnsureMarkerAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        var marker = new EnvironmentMarker(options.Value.Provisioning.TagKey, context.Tenant.Marker);
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = "marker.ensure",
                Action = "marker:ensure",
                Execute = async (_, token) =>
                {
                    await cloud.EnsureMarkerAsync(marker, token).ConfigureAwait(false);
                    return StepData.Empty;
                },

                // Refused while an environment carries it: the tag then goes with the environment.
                Compensation = new Compensation.Undo("marker:remove", async (_, token) => await cloud.TryRemoveMarkerAsync(marker, token).ConfigureAwait(false)),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static void ReportDuplicates(WorkflowContext context, StepData ordered)
    {
        IReadOnlyList<string> duplicates = WorkflowData.ReadList(ordered, WorkflowData.Duplicates);
        if (duplicates.Count > 0 && context.Steps.Mode == RunnerMode.Forward && !context.History.WasResumedAfter(ProblemCodes.Duplicate, OrderStep.Id))
        {
            throw WorkflowContext.Park(
                OrderStep.Id, ProblemCodes.Duplicate,
                $"'{ordered[WorkflowData.Environment]}' is the tenant's; paid beside it, and nobody's: {string.Join(", ", duplicates)}.",
                "Have the others refunded or removed in the console, then resume the operation.");
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
