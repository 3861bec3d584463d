using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Turns how an operation stands into what the caller of a verb gets: a result, or a typed error.</summary>
internal sealed class VerbOutcome(IMultiTenantStore store, TimeProvider time)
{
    /// <summary>Throws unless the operation succeeded.</summary>
    public async ValueTask ThrowUnlessSucceededAsync(TenantOperation operation, CancellationToken cancellationToken)
    {
        switch (operation.State)
        {
            case OperationState.Succeeded:
                return;
            case OperationState.Parked:
                Exception parked = Parked(operation.Tenant.Tenant, operation.Id, operation.Problem);
                throw await TypedAsync(operation, parked, cancellationToken).ConfigureAwait(false) ?? parked;
            case OperationState.Failed or OperationState.Cancelled:
                OperationProblem problem = operation.Problem
                    ?? new OperationProblem("operation", "Cancelled", "It was cancelled.", "Begin again when it is wanted.");
                string message =
                    $"{operation.Kind} {operation.Id} of '{operation.Tenant.Tenant}' ended as {operation.State} at '{problem.Step}': {problem.Message} {problem.WayOut}";
                Exception failed = new ProvisioningFailedException(message, operation.Id, problem);
                Exception typed = await TypedAsync(operation, failed, cancellationToken).ConfigureAwait(false) ?? failed;
                throw problem.Code == ProblemCodes.EnvironmentGone ? new EnvironmentGoneException(message, operation.Tenant.Tenant, operation.Id, typed) : typed;
            default:
                TimeSpan due = operation.DueAt - time.GetUtcNow();
                TimeSpan retryAfter = due > TimeSpan.FromSeconds(1) ? due : TimeSpan.FromSeconds(1);
                throw new ProvisioningPendingException(
                    $"{operation.Kind} {operation.Id} of '{operation.Tenant.Tenant}' is {operation.State} at '{operation.CurrentStep}' and goes on: "
                    + string.Create(CultureInfo.InvariantCulture, $"ask again in {Math.Ceiling(retryAfter.TotalSeconds)} s, or watch the operation."),
                    operation.Id, retryAfter);
        }
    }

    public static TenantParkedException Parked(TenantId tenant, OperationId operation, OperationProblem? problem)
    {
        problem ??= new OperationProblem("operation", "Parked", "It needs a person's decision.", "Resume or cancel the operation.");
        return new TenantParkedException(
            $"The tenant '{tenant}' needs a decision: {operation} is parked at '{problem.Step}' ({problem.Code}). {problem.Message} {problem.WayOut}",
            tenant, operation, problem);
    }

    private async ValueTask<Exception?> TypedAsync(TenantOperation operation, Exception inner, CancellationToken cancellationToken)
    {
        IReadOnlyList<JournalEntry> journal = await store.ReadJournalAsync(operation.Id, 0, cancellationToken).ConfigureAwait(false);
        JournalEntry? end = journal.LastOrDefault(e => e.Kind is JournalEntryKind.Parked or JournalEntryKind.Completed);
        return end is null ? null : ProblemData.Read(end.Data, inner.Message, inner);
    }
}
