using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>What the journal says of one operation's steps. Not thread-safe; belongs to one drive.</summary>
internal sealed class StepHistory
{
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

    /// <summary>Says whether a person let the operation go on after it was parked for this reason.</summary>
    public bool WasResumedAfter(string problemCode, string step)
    {
        JournalEntry? parked = Last(e => e.Kind == JournalEntryKind.Parked && e.Step == step && e.Data.Find(ProblemData.Code) == problemCode);
        return parked is not null && Last(e => e.Kind == JournalEntryKind.Resumed && e.Sequence > parked.Sequence) is not null;
    }
}
