using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning.Workflows;

/// <summary>Pays once for an environment that is there: signed once, and found out about by what the books say.</summary>
/// <remarks>Books may lag, and no document says how long: that they show nothing, twice and past every known bound, is a person's to judge.</remarks>
internal sealed class PaidStep(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options)
{
    private const string Lagging = "It was resumed a moment ago, and the books may not show yet what was paid by hand before that: looking once more before it is ordered.";

    private readonly ProvisioningOptions _options = options.Value.Provisioning;

    /// <param name="context">The round.</param>
    /// <param name="id">The step's id.</param>
    /// <param name="action">The call, for the audit.</param>
    /// <param name="intent">What is intended; the signature's time is added.</param>
    /// <param name="pay">The call, given its intent and the time of the signature.</param>
    /// <param name="isPaid">Whether the books say that it was paid, given the intent; null where they do not tell.</param>
    /// <param name="cancellationToken">Ends the work between steps.</param>
    public async ValueTask RunAsync(
        WorkflowContext context, string id, string action, StepData intent, Func<StepData, DateTimeOffset, CancellationToken, ValueTask> pay,
        Func<StepData, EnvironmentBilling, bool?> isPaid, CancellationToken cancellationToken)
    {
        EnvironmentId environment = AccessSteps.Environment(context);
        StepRecord record = context.History.Of(id);
        DateTimeOffset signedAt = record.Receipt is null ? await OnceSignature.NowAsync(cloud, cancellationToken).ConfigureAwait(false) : default;
        if (IsAboutToOrder(context, record))
        {
            bool? isPaidByNow = isPaid(intent, await ReadBooksAsync(id, environment, cancellationToken).ConfigureAwait(false));
            if (isPaidByNow == true)
            {
                context.Session.Journal(JournalEntryKind.Reconciled, id, record.Attempts, note: "The books show it, and this operation did not order it: somebody else paid, and nothing is ordered.");
                return;
            }

            if (isPaidByNow is null)
            {
                throw WorkflowContext.Wait(id, Silent(environment), _options.PollMax);
            }

            if (FindLag(context) is { } lag)
            {
                throw WorkflowContext.Wait(id, Lagging, lag);
            }
        }

        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = action,
                Safety = StepSafety.Once,
                Intent = intent.With(WorkflowData.SignedAt, WorkflowData.Write(signedAt)),
                Execute = async (attempt, token) =>
                {
                    await pay(attempt.Intent, WorkflowData.ReadTime(attempt.Intent, WorkflowData.SignedAt), token).ConfigureAwait(false);
                    return StepData.Empty;
                },
                Reconcile = async (attempt, token) =>
                {
                    DateTimeOffset now = (await cloud.ReadClockAsync(token).ConfigureAwait(false)).Now;
                    EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, token).ConfigureAwait(false);
                    if (billing is null)
                    {
                        return new StepFinding.NeedsDecision(Gone(id, environment));
                    }

                    DateTimeOffset seenFrom = OnceSignature.SeenFrom(WorkflowData.ReadTime(attempt.Intent, WorkflowData.SignedAt), _options);
                    bool? paid = isPaid(attempt.Intent, billing);
                    return paid == true ? new StepFinding.Found(StepData.Empty)
                        : paid is null ? new StepFinding.Undetermined(Silent(environment), _options.PollMax)
                        : now >= seenFrom ? ConcludeUnpaid(context, id, attempt, billing, now)
                        : new StepFinding.Undetermined("The order may still land.", seenFrom - now < _options.PollMax ? seenFrom - now : _options.PollMax);
                },
                Compensation = new Compensation.Cannot("What was paid is not refunded by cancelling."),
            },
            cancellationToken).ConfigureAwait(false);
    }

    // An order of unknown outcome is reconciled first, which reads the books itself.
    private static bool IsAboutToOrder(WorkflowContext context, StepRecord record) =>
        record is { Receipt: null, IsUnresolved: false } && context.Steps.Mode == RunnerMode.Forward && !context.Operation.CancelRequested;

    /// <summary>How long the books may still lack what somebody paid by hand before letting the operation go on; null when they would show it.</summary>
    private TimeSpan? FindLag(WorkflowContext context) =>
        context.History.Last(static e => e.Kind == JournalEntryKind.Resumed) is { } resumed && resumed.At + _options.CreateVisibility - context.Now is { Ticks: > 0 } left ? left : null;

    /// <summary>Reads the books before each order, however long ago they were read: a person may have paid in the console since.</summary>
    private async ValueTask<EnvironmentBilling> ReadBooksAsync(string id, EnvironmentId environment, CancellationToken cancellationToken) =>
        await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false) switch
        {
            null => throw new OperationSignal.Park(Gone(id, environment)),
            { IsIsolated: true } => throw new OperationSignal.Park(Stopped(id, environment)),
            { } billing => billing,
        };

    private static string Silent(EnvironmentId environment) => $"The books do not say what of '{environment}' is paid, and until when.";

    private static OperationProblem Gone(string id, EnvironmentId environment) => new(
        id, ProblemCodes.EnvironmentGone, $"The cloud's books do not know '{environment}' any more.", "Cancel the operation, and deprovision the tenant.");

    private static OperationProblem Stopped(string id, EnvironmentId environment) => new(
        id, ProblemCodes.EnvironmentStopped, $"'{environment}' is isolated, and nothing is paid for it.",
        "Bring it back in the console and resume, or cancel the operation and deprovision the tenant.");

    private StepFinding ConcludeUnpaid(WorkflowContext context, string id, StepAttempt attempt, EnvironmentBilling billing, DateTimeOffset now)
    {
        string books = $"{billing.PackageId} until {(billing.PaidUntil is { } until ? WorkflowData.Write(until) : "?")}";
        if (SecondLook.Compare(context, id, attempt, books, now, _options.PollMax) is { } wait)
        {
            return new StepFinding.Undetermined($"The books still show {books}; looking once more.", wait);
        }

        if (_options.OnUnresolvedCreate == UnresolvedCreate.CreateAgain || context.History.WasResumedAfter(ProblemCodes.OrderNotFound, id))
        {
            return FindLag(context) is { } lag ? new StepFinding.Undetermined(Lagging, lag) : new StepFinding.NotThere();
        }

        return new StepFinding.NeedsDecision(new OperationProblem(
            id, ProblemCodes.OrderNotFound,
            $"The reply to the order of {attempt.Intent[WorkflowData.SignedAt]} was lost, and the books of '{billing.Id}' show nothing of it: {books}.",
            "Check the account's orders in the console; if it is there, wait until the books show it. Then resume, which orders again where they do not, or cancel the operation."));
    }
}
