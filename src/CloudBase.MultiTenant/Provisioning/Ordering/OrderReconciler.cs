using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>Finds out what became of an order whose reply nobody has.</summary>
internal sealed class OrderReconciler(
    IEnvironmentCloud cloud, IMultiTenantStore store, OperationsMetrics metrics, IOptions<CloudBaseOptions> options)
{
    private readonly ProvisioningOptions _options = options.Value.Provisioning;

    public async ValueTask<StepFinding> FindAsync(WorkflowContext context, StepAttempt attempt, CancellationToken cancellationToken)
    {
        DateTimeOffset now = (await cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false)).Now;
        EnvironmentScan scan = await cloud.ScanAsync(cancellationToken).ConfigureAwait(false);
        List<CloudEnvironment> sameAlias = [.. scan.Environments.Where(e => e.Alias == attempt.Intent[WorkflowData.Alias])];
        List<CloudEnvironment> ours = [.. sameAlias.Where(e => e.Tags.GetValueOrDefault(_options.TagKey) == context.Tenant.Marker)];
        if (ours.Count > 0)
        {
            return await JudgeAsync(context, attempt, ours, cancellationToken).ConfigureAwait(false);
        }

        DateTimeOffset seenFrom = OnceSignature.SeenFrom(WorkflowData.ReadTime(attempt.Intent, WorkflowData.SignedAt), _options);
        if (now < seenFrom)
        {
            return Later("The order may still land, or land in no list yet.", seenFrom - now, context);
        }

        return sameAlias.Count > 0 ? Foreign(sameAlias) : ConcludeAbsent(context, attempt, scan, now);
    }

    private async ValueTask<StepFinding> JudgeAsync(
        WorkflowContext context, StepAttempt attempt, List<CloudEnvironment> ours, CancellationToken cancellationToken)
    {
        // The marker names the operation, so that an environment of an earlier intent is this operation's too.
        DateTimeOffset earliest = WorkflowData.ReadTime(context.History.Of(OrderStep.Id).FirstIntent!.Data, WorkflowData.SignedAt) - _options.ClockSkew;
        List<CloudEnvironment> usable = [];
        foreach (CloudEnvironment candidate in ours)
        {
            if ((candidate.CreatedAt is not { } created || created >= earliest)
                && (candidate.PackageId is null || candidate.PackageId == attempt.Intent[WorkflowData.Package])
                && (await cloud.FindBillingAsync(candidate.Id, cancellationToken).ConfigureAwait(false))?.IsIsolated != true
                && await IsFreeAsync(context, candidate.Id, cancellationToken).ConfigureAwait(false))
            {
                usable.Add(candidate);
            }
        }

        if (usable.Count == 0)
        {
            return new StepFinding.NeedsDecision(new OperationProblem(
                OrderStep.Id, ProblemCodes.UnusableOrder,
                $"The ordered environment is there and cannot be used: {Name(ours)} is isolated, bound, older than the order, or of another package.",
                "Look at it in the console; then resume to look again, or cancel the operation."));
        }

        usable.Sort(static (a, b) => Nullable.Compare(a.CreatedAt, b.CreatedAt) is not 0 and var byTime ? byTime : string.CompareOrdinal(a.Id.Value, b.Id.Value));
        List<string> duplicates = [.. ours.Where(e => e.Id != usable[0].Id).Select(e => e.Id.Value)];
        duplicates.ForEach(_ => metrics.DuplicateFound());
        return new StepFinding.Found(
            StepData.Empty.With(WorkflowData.Environment, usable[0].Id.Value).WithList(WorkflowData.Duplicates, duplicates));
    }

    private async ValueTask<bool> IsFreeAsync(WorkflowContext context, EnvironmentId id, CancellationToken cancellationToken)
    {
        if (await store.FindBindingAsync(cloud.Account, id, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        IReadOnlyList<PooledEnvironment> members = await store.ReadPooledEnvironmentsAsync(
            cloud.Account, new PooledEnvironmentQuery { Environment = id }, 2, cancellationToken).ConfigureAwait(false);
        return members.All(m => m.Subject == context.Operation.Tenant);
    }

    private StepFinding ConcludeAbsent(WorkflowContext context, StepAttempt attempt, EnvironmentScan scan, DateTimeOffset now)
    {
        if (!scan.IsComplete)
        {
            return Later($"The listing of environments, in search of the alias '{attempt.Intent[WorkflowData.Alias]}', was not complete.", _options.PollMax, context);
        }

        // Two complete scans of one size: an environment that slipped between two pages is not taken for absent.
        string total = scan.Total.ToString(CultureInfo.InvariantCulture);
        if (SecondLook.Compare(context, OrderStep.Id, attempt, total, now, _options.PollMax) is { } wait)
        {
            return new StepFinding.Undetermined($"Not among {total} environments; looking once more.", wait);
        }

        if (_options.OnUnresolvedCreate == UnresolvedCreate.CreateAgain || context.History.WasResumedAfter(ProblemCodes.OrderNotFound, OrderStep.Id))
        {
            return new StepFinding.NotThere();
        }

        return new StepFinding.NeedsDecision(new OperationProblem(
            OrderStep.Id, ProblemCodes.OrderNotFound,
            $"The reply to the order of {attempt.Intent[WorkflowData.SignedAt]} was lost, and no environment with the alias '{attempt.Intent[WorkflowData.Alias]}' appeared.",
            "Check the account's orders in the console; then resume to order again, or cancel the operation."));
    }

    private static StepFinding.NeedsDecision Foreign(List<CloudEnvironment> sameAlias) => new(new OperationProblem(
        OrderStep.Id, ProblemCodes.ForeignEnvironment,
        $"An environment with the drawn alias is there without our tag: {Name(sameAlias)}.",
        "Find out whose it is; remove it or tag it, then resume to look again, or cancel the operation."));

    private StepFinding.Undetermined Later(string reason, TimeSpan atMost, WorkflowContext context)
    {
        double seconds = Math.Min(30, _options.PollMin.TotalSeconds * Math.Pow(2, Math.Min(context.Operation.Attempts, 10)));
        TimeSpan wait = TimeSpan.FromSeconds(seconds);
        return new StepFinding.Undetermined(reason, wait < atMost ? wait : atMost);
    }

    private static string Name(List<CloudEnvironment> environments) => string.Join(", ", environments.Select(e => $"'{e.Id}'"));
}
