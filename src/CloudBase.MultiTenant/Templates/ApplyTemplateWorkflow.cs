using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.Provisioning.Workflows;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Brings a tenant's environment to a template.</summary>
internal sealed class ApplyTemplateWorkflow(EnvironmentReady ready, TemplateSteps steps) : IOperationWorkflow
{
    /// <summary>The input entry that names the template, as name and version.</summary>
    public const string Template = "template";

    public OperationKind Kind => OperationKind.ApplyTemplate;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        await ready.AwaitAsync(context, environment, cancellationToken).ConfigureAwait(false);
        AppliedTemplate applied = await steps.RunAsync(context, context.Operation.Input[Template], environment, cancellationToken).ConfigureAwait(false);
        await context.SucceedAsync(
            StepData.Empty.With(WorkflowData.Environment, environment.Value).With(PlanData.Definition, applied.Definition), t => t).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken) => new(t => t with { StateReason = null });
}
