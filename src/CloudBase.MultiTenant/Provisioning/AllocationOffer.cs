using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Takes a tenant's environment out of the cloud's own pool, where the options say so.</summary>
/// <remarks>The tenant's marker is the id under which it is allocated: drawn before the call, and the same in every repetition, so that a lost reply is no second environment.</remarks>
internal sealed class AllocationOffer(IOptions<CloudBaseOptions> options, IEnvironmentAllocator? allocator = null) : IEnvironmentOffer
{
    /// <summary>The id of the step.</summary>
    public const string StepId = "environment.allocate";

    /// <summary>The entry of the receipt with the id under which the environment was allocated.</summary>
    public const string AllocateId = "allocateId";

    private const string Function = "function";

    public string Step => StepId;

    /// <summary>Says under which id a tenant's environment was allocated.</summary>
    public static string IdOf(Tenant tenant) => tenant.Marker;

    /// <summary>Whether what is allocated counts as the account's is not published: the account is looked at as for an order.</summary>
    public ValueTask<bool> HasReadyAsync(TenantSpec spec, CancellationToken cancellationToken) => new(false);

    public async ValueTask<OfferedEnvironment?> TryTakeAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        if (options.Value.Provisioning.Source != EnvironmentSource.Allocate && context.History.Of(StepId).Intent is null)
        {
            return null;
        }

        if (allocator is null)
        {
            throw WorkflowContext.Park(
                StepId, ProblemCodes.AllocatorMissing, "Provisioning:Source is Allocate, and the cloud that was chosen has no pool of its own.",
                "Set Provisioning:Source to Create, or leave it out, and resume the operation.");
        }

        StepData allocated = await context.Steps.RunAsync(Define(context, allocator), cancellationToken).ConfigureAwait(false);
        return new OfferedEnvironment(EnvironmentId.Parse(allocated[WorkflowData.Environment]), IsReady: false, static _ => ValueTask.CompletedTask);
    }

    private StepDefinition Define(WorkflowContext context, IEnvironmentAllocator from)
    {
        Tenant tenant = context.Tenant;
        string id = IdOf(tenant);
        return new StepDefinition
        {
            Id = StepId,
            Action = "environment:allocate",
            Intent = StepData.Empty.With(AllocateId, id),
            Safety = StepSafety.Once,
            Execute = TakeAsync,

            // Asked again under the same id, the cloud says which environment it gave.
            Reconcile = async (attempt, token) => new StepFinding.Found(await TakeAsync(attempt, token).ConfigureAwait(false)),
            Apply = (t, data) => t with { EnvironmentId = EnvironmentId.Parse(data[WorkflowData.Environment]), Source = EnvironmentSource.Allocate },
            Compensation = new Compensation.Undo(
                "environment:release",
                (data, token) => from.ReleaseAsync(EnvironmentId.Parse(data[WorkflowData.Environment]), id, token)),
        };

        async ValueTask<StepData> TakeAsync(StepAttempt attempt, CancellationToken token)
        {
            var allocation = new EnvironmentAllocation(
                attempt.Intent[AllocateId],
                new Dictionary<string, string> { [options.Value.Provisioning.TagKey] = tenant.Marker },
                tenant.Spec.Resources?.Contains(Function) == true);
            EnvironmentId environment = await from.AllocateAsync(allocation, token).ConfigureAwait(false);
            context.Session.Add(new StoreChange.BindEnvironment(new EnvironmentBinding(environment, context.Operation.Tenant, context.Now)));
            return StepData.Empty.With(WorkflowData.Environment, environment.Value);
        }
    }
}
