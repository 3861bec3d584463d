using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Gives workflows the tenant's strategy, and strategies what they work with.</summary>
internal sealed class IsolationContexts(IEnvironmentCloud cloud, IsolationStrategies strategies, IOptions<CloudBaseOptions> options)
{
    public IIsolationStrategy StrategyOf(WorkflowContext context)
    {
        IsolationKind kind = context.Tenant.Isolation.Count > 0 ? context.Tenant.Isolation[0].Kind : context.Tenant.Spec.Isolation!.Value;
        return strategies.Find(kind) ?? throw WorkflowContext.Park(
            "isolation", ProblemCodes.StrategyMissing, $"The tenant's isolation strategy '{kind}' is not added to this host; there is: {strategies.Names}.",
            "Add the strategy to the host, then resume the operation.");
    }

    /// <summary>Makes the context of one call of a strategy, with the environment as the cloud shows it now.</summary>
    public async ValueTask<IsolationContext> MakeAsync(WorkflowContext context, StepData? binding, CancellationToken cancellationToken)
    {
        Tenant tenant = context.Tenant;
        EnvironmentId id = tenant.EnvironmentId
            ?? throw new InvalidOperationException($"{context.Operation.Id} works on a tenant without an environment.");
        CloudEnvironment? shown = await cloud.FindAsync(id, cancellationToken).ConfigureAwait(false);
        return new IsolationContext
        {
            Tenant = tenant,
            Environment = shown ?? new CloudEnvironment { Id = id, Alias = tenant.Alias.Value, Status = string.Empty, Readiness = EnvironmentReadiness.Stopped },
            ManagementEnvironment = options.Value.ManagementEnvironment is { Length: > 0 } management ? EnvironmentId.Parse(management) : null,
            Binding = binding ?? (tenant.Isolation.Count > 0 ? tenant.Isolation[0].Data : StepData.Empty),
            Input = context.Operation.Input,
            Steps = context.Steps,
        };
    }

    /// <summary>Puts a strategy's data on the tenant's record.</summary>
    public static Tenant Bind(Tenant tenant, IsolationKind kind, IsolationBindingState state, StepData data) =>
        tenant with { Isolation = [new IsolationBinding(kind, state, data)] };
}
