using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Isolates an environment within the deletion budget, and says when its data is gone and its tag can go.</summary>
internal sealed class IsolateStep(IEnvironmentCloud cloud, DeletionBudget budget, LaterOperations later, IEnvironmentAllocator? allocator = null)
{
    public const string Id = "environment.isolate";

    private const string At = "at";

    // How long the tag may outlive the expected purge before a person is asked.
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromDays(90);

    /// <param name="context">The operation.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="skip">Whether it is destroyed at once.</param>
    /// <param name="ignore">Whether the cloud does not look for resources and data.</param>
    /// <param name="check">Throws the signal that ends the round when the environment is not to be removed after all; null where nothing can come between.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public async ValueTask RunAsync(
        WorkflowContext context, EnvironmentId environment, bool skip, bool ignore, Func<CancellationToken, ValueTask>? check, CancellationToken cancellationToken) =>
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = Id,
                Action = "environment:isolate",
                Intent = StepData.Empty.With(WorkflowData.SkipIsolation, skip ? "true" : null).With(WorkflowData.IgnoreData, ignore ? "true" : null),
                Execute = async (_, token) =>
                {
                    if (check is not null)
                    {
                        await check(token).ConfigureAwait(false);
                    }

                    if (context.Tenant.Source == EnvironmentSource.Allocate && allocator is not null)
                    {
                        // What was allocated is given back, and costs nothing of the budget.
                        await allocator.ReleaseAsync(environment, AllocationOffer.IdOf(context.Tenant), token).ConfigureAwait(false);
                    }
                    else
                    {
                        await budget.SpendAsync(environment, () => cloud.IsolateAsync(environment, skip, ignore, token), token).ConfigureAwait(false);
                    }

                    return StepData.Empty.With(At, WorkflowData.Write(context.Now));
                },
                Compensation = new Compensation.Cannot("An isolated environment is not brought back by this library: see the console, before it is purged."),
            },
            cancellationToken).ConfigureAwait(false);

    /// <summary>Finds when the environment's data is expected to be gone.</summary>
    public async ValueTask<DateTimeOffset> FindPurgeAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        StepRecord step = context.History.Of(Id);
        DateTimeOffset isolatedAt = WorkflowData.ReadTime(step.Receipt!.Data, At);
        if (step.Intent?.Data.Find(WorkflowData.SkipIsolation) == "true")
        {
            return isolatedAt;
        }

        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        return (billing?.IsolatedAt ?? isolatedAt) + cloud.IsolationPeriod;
    }

    /// <summary>Drafts the operation that removes the tag once the purge lets it.</summary>
    public StoreChange ReleaseMarker(WorkflowContext context, DateTimeOffset purge) => new StoreChange.InsertOperation(later.Draft(
        OperationKind.ReleaseMarker, context.Operation.Tenant, purge > context.Now ? purge : context.Now, MarkerPatience));
}
