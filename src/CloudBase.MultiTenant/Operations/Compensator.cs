using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Undoes what an operation did, last step first, as each step declared it.</summary>
internal static class Compensator
{
    private static readonly string UndoSuffix = StepRunner.CompensationMark + "undo";
    private static readonly string ParkSuffix = StepRunner.CompensationMark + "park";

    public static async ValueTask UndoAsync(WorkflowContext context, CancellationToken cancellationToken)
    {
        context.Steps.Mode = RunnerMode.Compensating;
        foreach ((StepDefinition step, StepData data) in context.Steps.Done.Reverse().ToList())
        {
            if (!context.History.Of(step.Id).IsCompensated)
            {
                await UndoAsync(context, step, data, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask UndoAsync(WorkflowContext context, StepDefinition step, StepData data, CancellationToken cancellationToken)
    {
        switch (step.Compensation)
        {
            case Compensation.Undo undo when context.History.FindGivenUp(step.Id + UndoSuffix) is { } parked:
                context.Steps.Leave(step.Id, $"{undo.Action} could not be done. {parked.Note}");
                break;
            case Compensation.Park park when context.History.FindGivenUp(step.Id + ParkSuffix) is { } parked:
                context.Steps.Leave(step.Id, $"{park.Reason} {park.Action} could not be done. {parked.Note}");
                break;
            case Compensation.Undo undo:
                await CallAsync(context, step.Id + UndoSuffix, undo.Action, undo.Run, undo.Apply, data, cancellationToken).ConfigureAwait(false);
                context.Session.Journal(JournalEntryKind.Compensated, step.Id);
                context.Session.Audit(step.Id, step.Action, AuditOutcome.Compensated);
                break;
            case Compensation.Park park:
                await CallAsync(context, step.Id + ParkSuffix, park.Action, park.Run, null, data, cancellationToken).ConfigureAwait(false);
                context.Session.Journal(JournalEntryKind.NotCompensated, step.Id, note: park.Reason);
                break;
            case Compensation.HandToPerson person:
                context.Session.Journal(JournalEntryKind.NotCompensated, step.Id, note: person.Reason);
                break;
            case Compensation.Cannot cannot:
                context.Session.Journal(JournalEntryKind.NotCompensated, step.Id, note: cannot.Reason);
                break;
            default:
                break;
        }
    }

    private static async ValueTask CallAsync(
        WorkflowContext context, string id, string action, Func<StepData, CancellationToken, ValueTask> run, Func<Tenant, StepData, Tenant>? apply, StepData data,
        CancellationToken cancellationToken) =>
        await context.Steps.RunAsync(
            new StepDefinition
            {
                Id = id,
                Action = action,
                Execute = async (_, token) =>
                {
                    try
                    {
                        await run(data, token).ConfigureAwait(false);
                    }
                    catch (CloudNotFoundException)
                    {
                        // What is absent needs no undoing.
                    }

                    return StepData.Empty;
                },
                Apply = apply is null ? null : (tenant, _) => apply(tenant, data),
            },
            cancellationToken).ConfigureAwait(false);
}
