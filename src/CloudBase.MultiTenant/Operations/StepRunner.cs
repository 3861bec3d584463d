using System.Diagnostics;
using CloudBase.MultiTenant.Diagnostics;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Runs the steps of one operation in one round of work: intent, call, receipt; or outcome unknown, then reconcile.</summary>
/// <remarks>
/// An intent is durable before its call goes out. The receipt of a step that may be repeated waits for the next intent's commit;
/// the receipt of a step that may happen once never waits.
/// </remarks>
internal sealed class StepRunner(OperationSession session, StepPolicy policy, OperationsMetrics metrics, StepCancellation cancellation) : IStepRunner
{
    /// <summary>Separates a step's id from what undoes it; what has it in its id is not undone itself.</summary>
    public const char CompensationMark = '~';

    private readonly List<(StepDefinition Step, StepData Data)> _done = [];

    /// <summary>Gets or sets what the round is for.</summary>
    public RunnerMode Mode { get; set; }

    /// <summary>Gets the steps whose effect is there, in the order in which they were made.</summary>
    public IReadOnlyList<(StepDefinition Step, StepData Data)> Done => _done;

    /// <summary>Says whether the journal has a step, begun and not refused, that this round has not come to yet.</summary>
    public bool HasUnseen => Unseen.Any();

    private IEnumerable<string> Unseen => session.History.Begun.Where(
        id => !id.Contains(CompensationMark) && !session.History.Of(id).IsCompensated && _done.TrueForAll(d => d.Step.Id != id));

    public async ValueTask<StepData> RunAsync(StepDefinition step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step.Safety == StepSafety.Once && step.Reconcile is null)
        {
            throw new InvalidOperationException($"The step '{step.Id}' may happen once and cannot be reconciled: give it Reconcile, or declare it idempotent.");
        }

        StepRecord record = session.History.Of(step.Id);
        if (record.Receipt is { } receipt)
        {
            _done.Add((step, receipt.Data));
            return receipt.Data;
        }

        using Activity? activity = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.Step);
        activity?.SetTag(CloudBaseTags.StepId, step.Id);
        activity?.SetTag(CloudBaseTags.StepAction, step.Action);
        StepData data = await ResolveAsync(step, record, activity, cancellationToken).ConfigureAwait(false);
        _done.Add((step, data));
        return data;
    }

    /// <summary>Begins to settle and to collect what was begun, from the first step on.</summary>
    public void BeginUndoing()
    {
        Mode = RunnerMode.Undoing;
        _done.Clear();
    }

    /// <summary>Looks until something holds; what was seen is remembered, and written with the next commit.</summary>
    /// <param name="step">The step's id.</param>
    /// <param name="look">Looks; throws the signal to wait while it does not hold.</param>
    /// <param name="apply">How the tenant's record changes.</param>
    public async ValueTask<StepData> LookAsync(string step, Func<ValueTask<StepData>> look, Func<Tenant, StepData, Tenant>? apply = null)
    {
        if (session.History.Of(step).Receipt is { } receipt)
        {
            return receipt.Data;
        }

        if (Mode == RunnerMode.Undoing)
        {
            throw new OperationSignal.ReachedEnd(step);
        }

        StepData data = await look().ConfigureAwait(false);
        session.Journal(JournalEntryKind.Receipt, step, 1, data);
        if (apply is not null)
        {
            session.ChangeTenant(t => apply(t, data));
        }

        return data;
    }

    /// <summary>Writes down that something is left as it is after the operation was cancelled; said once only.</summary>
    public void Leave(string step, string what)
    {
        if (session.History.Last(e => e.Step == step && e.Data.Find(StepHistory.LeftAloneName) == what) is null)
        {
            session.Journal(JournalEntryKind.NotCompensated, step, data: StepData.Empty.With(StepHistory.LeftAloneName, what), note: what);
        }
    }

    /// <summary>Leaves the steps as they are that this round did not come to.</summary>
    public void LeaveUnseen(string why)
    {
        foreach (string id in Unseen.ToList())
        {
            Leave(id, $"It was begun, and is not undone: {why}");
        }
    }

    public Exception Wait(string step, string reason, TimeSpan retryAfter) => new OperationSignal.Wait(step, reason, retryAfter);

    public Exception Park(OperationProblem problem) => new OperationSignal.Park(problem);

    private async ValueTask<StepData> ResolveAsync(StepDefinition step, StepRecord record, Activity? activity, CancellationToken cancellationToken)
    {
        if (record.IsUnresolved && step.Reconcile is not null
            && await ReconcileAsync(step, record, activity, cancellationToken).ConfigureAwait(false) is { } found)
        {
            return found;
        }

        if (Mode == RunnerMode.Forward && session.Operation.CancelRequested)
        {
            throw new OperationSignal.Cancel();
        }

        if (Mode == RunnerMode.Undoing && (!record.IsUnresolved || step.Reconcile is not null))
        {
            // A repeatable call of unknown outcome is made once more, so that there is something definite to undo.
            throw new OperationSignal.ReachedEnd(step.Id);
        }

        if (Mode == RunnerMode.Undoing && session.History.FindGivenUp(step.Id) is { } parked)
        {
            throw LeaveAlone(step, Unknown(step, parked.Note));
        }

        return await AttemptAsync(step, record, activity, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StepData> AttemptAsync(StepDefinition step, StepRecord record, Activity? activity, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int number = record.Attempts + 1;
        StepData intent = step.Safety == StepSafety.Idempotent && record.Intent is { } earlier ? earlier.Data : step.Intent;
        session.Journal(JournalEntryKind.Intent, step.Id, number, intent);
        session.Audit(step.Id, step.Action, AuditOutcome.Intent);
        DateTimeOffset intendedAt = session.Now;
        await session.CommitAsync(o => o with
        {
            CurrentStep = step.Id,
            Attempts = o.CurrentStep == step.Id ? o.Attempts : 0,
            State = Mode == RunnerMode.Forward ? OperationState.Running : OperationState.Cancelling,
        }).ConfigureAwait(false);
        if (Mode == RunnerMode.Forward)
        {
            // Asked to be undone while the intent was written: the call has not gone out, so that it counts as refused.
            await RefuseIfCancelRequestedAsync(step, number).ConfigureAwait(false);
        }

        StepData data;
        try
        {
            var attempt = new StepAttempt(session.Operation.Id, number, intent, intendedAt)
            {
                TriedSince = session.History.FindTriedSince(step.Id) ?? intendedAt,
            };
            data = await step.Execute(attempt, cancellation.Calls).ConfigureAwait(false);
        }
        catch (OperationSignal.Park park) when (Mode == RunnerMode.Undoing)
        {
            throw LeaveAlone(step, park.Problem.Message);
        }
        catch (Exception e) when (e is not OperationSignal)
        {
            throw await SettleFailureAsync(step, number, activity, e).ConfigureAwait(false);
        }

        Ended(step, activity, "applied");
        Receive(step, number, data, AuditOutcome.Applied);
        if (step.Safety == StepSafety.Once)
        {
            await CommitReceiptAsync(step, number).ConfigureAwait(false);
        }

        return data;
    }

    private void Ended(StepDefinition step, Activity? activity, string outcome)
    {
        activity?.SetTag(CloudBaseTags.StepOutcome, outcome);
        metrics.StepEnded(step.Action, outcome);
    }

    private void Receive(StepDefinition step, int number, StepData data, AuditOutcome outcome, string? note = null)
    {
        session.Journal(JournalEntryKind.Receipt, step.Id, number, data, note);
        session.Audit(step.Id, step.Action, outcome, data.Find("requestId"), note);
        if (step.Apply is { } apply)
        {
            session.ChangeTenant(t => apply(t, data));
        }
    }

    private async ValueTask CommitReceiptAsync(StepDefinition step, int number)
    {
        try
        {
            await session.CommitAsync(o => o with { Attempts = 0, Problem = null }).ConfigureAwait(false);
        }
        catch (PoolChangeRefusedException e)
        {
            // What was bought is found again under the same intent.
            session.Discard();
            session.Journal(JournalEntryKind.OutcomeUnknown, step.Id, number, note: e.Message);
            throw new OperationSignal.Wait(step.Id, e.Message, policy.RetryAfter(session.Operation.Attempts, null));
        }
        catch (BindingRefusedException e)
        {
            session.Discard();
            session.Journal(JournalEntryKind.OutcomeUnknown, step.Id, number, note: e.Message);
            throw Mode == RunnerMode.Undoing ? LeaveAlone(step, e.Message) : new OperationSignal.Park(new OperationProblem(
                step.Id, ProblemCodes.BindingRefused, e.Message,
                "Nothing was bound. Find out why two tenants were given one environment, and cancel this operation."));
        }
    }

    /// <returns>What the step gave; null when the call is to be made again.</returns>
    private async ValueTask<StepData?> ReconcileAsync(StepDefinition step, StepRecord record, Activity? activity, CancellationToken cancellationToken)
    {
        JournalEntry intent = record.Intent!;
        var attempt = new StepAttempt(session.Operation.Id, intent.Attempt, intent.Data, intent.At);
        StepFinding finding = await step.Reconcile!(attempt, cancellationToken).ConfigureAwait(false);
        switch (finding)
        {
            case StepFinding.Found found:
                Ended(step, activity, "found");
                session.Journal(JournalEntryKind.Reconciled, step.Id, intent.Attempt, note: "It is there.");
                Receive(step, intent.Attempt, found.Data, AuditOutcome.Applied, "Found by reconciling.");
                if (step.Safety == StepSafety.Once)
                {
                    await CommitReceiptAsync(step, intent.Attempt).ConfigureAwait(false);
                }

                return found.Data;
            case StepFinding.NotThere:
                Ended(step, activity, "not_there");
                session.Journal(JournalEntryKind.Reconciled, step.Id, intent.Attempt, note: "It is not there and can no longer appear.");
                session.Audit(step.Id, step.Action, AuditOutcome.None, detail: "Found by reconciling not to have had an effect.");
                return null;
            case StepFinding.Undetermined undetermined
                when Mode == RunnerMode.Undoing && session.History.FindGivenUp(step.Id)?.Data.Find(ProblemData.Code) == ProblemCodes.DeadlinePassed:
                throw LeaveAlone(step, Unknown(step, undetermined.Reason));
            case StepFinding.Undetermined undetermined:
                throw new OperationSignal.Wait(step.Id, undetermined.Reason, undetermined.RetryAfter);
            case StepFinding.NeedsDecision decision when Mode == RunnerMode.Undoing:
                throw LeaveAlone(step, decision.Problem.Message);
            case StepFinding.NeedsDecision decision:
                throw new OperationSignal.Park(decision.Problem);
            default:
                throw new InvalidOperationException($"Unknown finding {finding.GetType().Name}.");
        }
    }

    /// <summary>Journals what is known of a failed call and says how the round ends.</summary>
    private async ValueTask<Exception> SettleFailureAsync(StepDefinition step, int number, Activity? activity, Exception error)
    {
        var call = error as CloudCallException;
        string type = ErrorType.Of(error);
        activity?.SetStatus(ActivityStatusCode.Error, type).SetTag(CloudBaseTags.ErrorType, type);
        if (call is { Effect: CloudEffect.None })
        {
            Ended(step, activity, "refused");
            session.Journal(JournalEntryKind.Refused, step.Id, number, note: $"{call.Code}: {call.Message}");
            session.Audit(step.Id, step.Action, AuditOutcome.None, call.RequestId, call.Code);
            if (!call.IsTransient)
            {
                return Mode == RunnerMode.Undoing ? new OperationSignal.ReachedEnd(step.Id) : StepPolicy.Refused(step.Id, call);
            }
        }
        else
        {
            Ended(step, activity, "unknown");
            string note = call is null ? error.GetType().Name : call.Code;
            session.Journal(JournalEntryKind.OutcomeUnknown, step.Id, number, note: note);
            session.Audit(step.Id, step.Action, AuditOutcome.Unknown, call?.RequestId, note);
            if (error is OperationCanceledException && cancellation.Calls.IsCancellationRequested)
            {
                await session.CommitAsync(o => o).ConfigureAwait(false);
                return error;
            }
        }

        return new OperationSignal.Wait(step.Id, StepPolicy.Describe(error), policy.RetryAfter(session.Operation.Attempts, call));
    }

    /// <summary>Settles a step that a person would be asked about: the answer was to cancel, so that what is there is left as it is, and named.</summary>
    private OperationSignal.ReachedEnd LeaveAlone(StepDefinition step, string what)
    {
        if (step.Compensation is Compensation.None)
        {
            session.Journal(JournalEntryKind.NotCompensated, step.Id, note: what);
        }
        else
        {
            Leave(step.Id, what);
        }

        session.Audit(step.Id, step.Action, AuditOutcome.Unknown, detail: what);
        return new OperationSignal.ReachedEnd(step.Id);
    }

    private static string Unknown(StepDefinition step, string? why) => $"What became of {step.Action} is not known. {why}";

    private async ValueTask RefuseIfCancelRequestedAsync(StepDefinition step, int number)
    {
        if (session.Operation.CancelRequested)
        {
            session.Journal(JournalEntryKind.Refused, step.Id, number, note: "Not sent: the operation is to be undone.");
            session.Audit(step.Id, step.Action, AuditOutcome.None, detail: "Not sent.");
            await session.CommitAsync(o => o).ConfigureAwait(false);
            throw new OperationSignal.Cancel();
        }
    }
}
