using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Moves the environment to another package, paying the difference once.</summary>
internal sealed class ChangePlanWorkflow(IEnvironmentCloud cloud, PaidStep paid) : IOperationWorkflow
{
    public OperationKind Kind => OperationKind.ChangePlan;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        string package = context.Operation.Input[WorkflowData.Package];
        EnvironmentId environment = AccessSteps.Environment(context);
        await paid.RunAsync(
            context, "environment.change-plan", "environment:change-plan", StepData.Empty.With(WorkflowData.Package, package),
            (intent, signedAt, token) => cloud.ChangePlanAsync(environment, intent[WorkflowData.Package], signedAt, token),
            (intent, billing) => billing.PackageId is { } shown ? shown == intent[WorkflowData.Package] : null, cancellationToken).ConfigureAwait(false);
        await context.Steps.LookAsync(
            "environment.paid",
            async () => WorkflowData.Read(await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false)),
            WorkflowData.Pay).ConfigureAwait(false);
        await context.SucceedAsync(StepData.Empty, t => t with { Spec = t.Spec with { PackageId = package } }).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        bool isPaid = context.History.Of("environment.change-plan").Receipt is not null;
        string package = context.Operation.Input[WorkflowData.Package];
        return new(t => t with { StateReason = null, Spec = isPaid ? t.Spec with { PackageId = package } : t.Spec });
    }
}
