using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What a workflow works with in one round.</summary>
internal sealed class WorkflowContext(OperationSession session, StepRunner steps)
{
    public OperationSession Session => session;

    public StepRunner Steps => steps;

    public StepHistory History => session.History;

    public TenantOperation Operation => session.Operation;

    public Tenant Tenant => session.Tenant;

    public DateTimeOffset Now => session.Now;

    public static OperationSignal Wait(string step, string reason, TimeSpan retryAfter) => new OperationSignal.Wait(step, reason, retryAfter);

    public static OperationSignal Park(string step, string code, string message, string wayOut) =>
        new OperationSignal.Park(new OperationProblem(step, code, message, wayOut));

    /// <summary>Ends the operation well, together with the tenant's new state and the receipts that still wait.</summary>
    public async ValueTask SucceedAsync(StepData result, Func<Tenant, Tenant>? change, params StoreChange[] further)
    {
        if (steps.Mode == RunnerMode.Undoing)
        {
            throw new OperationSignal.ReachedEnd("completed");
        }

        if (change is not null)
        {
            session.ChangeTenant(t => change(t) with { CurrentOperation = null, StateReason = null });
        }

        foreach (StoreChange one in further)
        {
            session.Add(one);
        }

        session.Journal(JournalEntryKind.Completed);
        await session.CommitAsync(o => o with
        {
            State = OperationState.Succeeded, Result = result, Lease = null, Problem = null, Attempts = 0, CompletedAt = session.Now, CurrentStep = null,
        }).ConfigureAwait(false);
    }
}
