using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Where one step stands, folded from its journal entries.</summary>
internal sealed record StepRecord
{
    public static StepRecord None { get; } = new();

    /// <summary>Gets the newest intent; null when the step was never begun.</summary>
    public JournalEntry? Intent { get; private init; }

    /// <summary>Gets the first intent of all attempts.</summary>
    public JournalEntry? FirstIntent { get; private init; }

    /// <summary>Gets what the step gave, once its effect is known to be there.</summary>
    public JournalEntry? Receipt { get; private init; }

    /// <summary>Gets whether a call went out, or may have, of which nobody knows what became, and which is not left as it is.</summary>
    public bool IsUnresolved { get; private init; }

    /// <summary>Gets whether the step was undone, or deliberately not.</summary>
    public bool IsCompensated { get; private init; }

    public int Attempts => Intent?.Attempt ?? 0;

    public StepRecord After(JournalEntry entry) => entry.Kind switch
    {
        JournalEntryKind.Intent => this with { Intent = entry, FirstIntent = FirstIntent ?? entry, IsUnresolved = true },
        JournalEntryKind.Receipt => this with { Receipt = entry, IsUnresolved = false },
        JournalEntryKind.Refused => this with { IsUnresolved = false },
        JournalEntryKind.Reconciled => this with { IsUnresolved = false },
        JournalEntryKind.Compensated => this with { IsCompensated = true },
        JournalEntryKind.NotCompensated => this with { IsCompensated = true, IsUnresolved = false },
        _ => this,
    };
}
