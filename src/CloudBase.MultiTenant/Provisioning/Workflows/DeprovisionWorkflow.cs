using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Stop renewing, revoke, isolate within the deletion budget, remove the identity, and list what is left.</summary>
internal sealed class DeprovisionWorkflow(
    IEnvironmentCloud cloud, AccessSteps access, DeletionBudget budget, IsolationContexts isolation, RenewalSwitch renewal, LaterOperations later)
    : IOperationWorkflow
{
    private const string IsolateStep = "environment.isolate";

    // How long the tag may outlive the expected purge before a person is asked.
    private static readonly TimeSpan MarkerPatience = TimeSpan.FromDays(90);

    public OperationKind Kind => OperationKind.Deprovision;

    public async ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        await renewal.SwitchOffAsync(context, cancellationToken).ConfigureAwait(false);
        await access.RevokeAsync(context, cancellationToken).ConfigureAwait(false);
        await IsolateAsync(context, environment, cancellationToken).ConfigureAwait(false);

        IIsolationStrategy strategy = isolation.StrategyOf(context);
        IsolationContext work = await isolation.MakeAsync(context, null, cancellationToken).ConfigureAwait(false);
        await strategy.RemoveAsync(work, cancellationToken).ConfigureAwait(false);
        StepData inventory = await context.Steps.LookAsync(
            "inventory",
            async () => StepData.Empty.WithList(WorkflowData.Leftovers, await strategy.InventoryAsync(work, cancellationToken).ConfigureAwait(false)))
            .ConfigureAwait(false);
        DateTimeOffset purge = await FindPurgeAsync(context, environment, cancellationToken).ConfigureAwait(false);
        TenantOperation release = later.Draft(
            OperationKind.ReleaseMarker, context.Operation.Tenant, purge > context.Now ? purge : context.Now, MarkerPatience);
        await context.SucceedAsync(
            inventory,
            t => t with { State = TenantState.Deprovisioned, Isolation = [], PurgeExpectedAt = purge },
            new StoreChange.InsertOperation(release)).ConfigureAwait(false);
    }

    public ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        bool isIsolated = context.History.Of(IsolateStep).Receipt is not null;
        return new(t => t with
        {
            State = TenantState.Parked,
            StateReason = isIsolated
                ? "Its removal was cancelled after the environment was isolated. Deprovision the tenant to finish."
                : "Its removal was cancelled; its credentials are revoked. Deprovision the tenant to finish.",
        });
    }

    private async ValueTask IsolateAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        StepData input = context.Operation.Input;
        bool skip = input.Find(WorkflowData.SkipIsolation) == "true";
        bool ignore = input.Find(WorkflowData.IgnoreData) == "true";
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = IsolateStep,
                Action = "environment:isolate",
                Intent = StepData.Empty.With(WorkflowData.SkipIsolation, skip ? "true" : null).With(WorkflowData.IgnoreData, ignore ? "true" : null),
                Execute = async (_, token) =>
                {
                    await budget.SpendAsync(environment, () => cloud.IsolateAsync(environment, skip, ignore, token), token).ConfigureAwait(false);
                    return StepData.Empty.With("at", WorkflowData.Write(context.Now));
                },
                Compensation = new Compensation.Cannot("An isolated environment is not brought back by this library: see the console, before it is purged."),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DateTimeOffset> FindPurgeAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken)
    {
        DateTimeOffset isolatedAt = WorkflowData.ReadTime(context.History.Of(IsolateStep).Receipt!.Data, "at");
        if (context.Operation.Input.Find(WorkflowData.SkipIsolation) == "true")
        {
            return isolatedAt;
        }

        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        return (billing?.IsolatedAt ?? isolatedAt) + cloud.IsolationPeriod;
    }
}
