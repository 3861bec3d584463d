using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What the journal says of one operation's steps. Not thread-safe; belongs to one drive.</summary>
internal sealed class StepHistory
{
    /// <summary>The name under which an entry says what is left as it is.</summary>
    public const string LeftAloneName = "left";

    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<string, StepRecord> _steps = new(StringComparer.Ordinal);

    public IReadOnlyList<JournalEntry> Entries => _entries;

    public static StepHistory Of(IEnumerable<JournalEntry> entries)
    {
        var history = new StepHistory();
        foreach (JournalEntry entry in entries)
        {
            history.Add(entry);
        }

        return history;
    }

    /// <summary>Gets what is left as it is after the operation was cancelled, in words that name the step.</summary>
    public IReadOnlyList<string> LeftAlone => [.. _entries.Where(static e => e.Data.Find(LeftAloneName) is not null).Select(static e => $"'{e.Step}': {e.Data[LeftAloneName]}")];

    /// <summary>Gets the ids of steps whose call has gone out, or may have, and was not refused.</summary>
    public IEnumerable<string> Begun => _steps.Where(s => s.Value.Intent is not null && (s.Value.IsUnresolved || s.Value.Receipt is not null)).Select(s => s.Key);

    public StepRecord Of(string step) => _steps.GetValueOrDefault(step, StepRecord.None);

    public void Add(JournalEntry entry)
    {
        _entries.Add(entry);
        if (entry.Step.Length > 0)
        {
            _steps[entry.Step] = Of(entry.Step).After(entry);
        }
    }

    /// <summary>Finds the newest entry of a kind that holds, or returns null.</summary>
    public JournalEntry? Last(Func<JournalEntry, bool> predicate) => _entries.FindLast(e => predicate(e));

    /// <summary>Says whether a person let the operation go on after it was parked for this reason, in the step's newest attempt: a consent covers one.</summary>
    public bool WasResumedAfter(string problemCode, string step)
    {
        long attempt = Of(step).Intent?.Sequence ?? 0;
        JournalEntry? parked = Last(
            e => e.Kind == JournalEntryKind.Parked && e.Step == step && e.Data.Find(ProblemData.Code) == problemCode && e.Sequence > attempt);
        return parked is not null && Last(e => e.Kind == JournalEntryKind.Resumed && e.Sequence > parked.Sequence) is not null;
    }

    /// <summary>Finds why undoing was parked at a step, if a person asked to cancel once more since then: the step is left as it is. Otherwise returns null.</summary>
    public JournalEntry? FindGivenUp(string step)
    {
        JournalEntry? parked = Last(static e => e.Kind == JournalEntryKind.Parked);
        return parked?.Step == step
            && _entries.Exists(e => e.Kind == JournalEntryKind.CancelRequested && e.Sequence < parked.Sequence)
            && _entries.Exists(e => e.Kind == JournalEntryKind.CancelRequested && e.Sequence > parked.Sequence) ? parked : null;
    }

    /// <summary>Finds since when a step is tried: its first attempt, or the newest time a person let the operation go on.</summary>
    public DateTimeOffset? FindTriedSince(string step)
    {
        JournalEntry? first = Of(step).FirstIntent;
        return Last(e => e.Kind == JournalEntryKind.Resumed && e.Sequence > first?.Sequence)?.At ?? first?.At;
    }
}
