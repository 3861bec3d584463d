using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning.Ordering;

/// <summary>Concludes nothing from one look: a second one, a while later, must show the same.</summary>
internal static class SecondLook
{
    private const string Seen = "look.seen";
    private const string At = "look.at";
    private const string Attempt = "look.attempt";

    /// <summary>Compares what is seen with what this attempt's first look saw.</summary>
    /// <returns>How long to wait before looking again; null when this was the second look, and both saw the same.</returns>
    public static TimeSpan? Compare(WorkflowContext context, string step, StepAttempt attempt, string seen, DateTimeOffset now, TimeSpan apart)
    {
        string number = attempt.Number.ToString(CultureInfo.InvariantCulture);
        StepData? first = context.History.Last(e => e.Kind == JournalEntryKind.Waiting && e.Step == step && e.Data.Find(Attempt) == number)?.Data;
        if (first is null || first[Seen] != seen)
        {
            context.Session.Note = StepData.Empty.With(Seen, seen).With(Attempt, number).With(At, WorkflowData.Write(now));
            return apart;
        }

        TimeSpan left = WorkflowData.ReadTime(first, At) + apart - now;
        return left > TimeSpan.Zero ? left : null;
    }
}
