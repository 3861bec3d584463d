namespace CloudBase.MultiTenant.Ports;

/// <summary>One entry of an operation's journal. Never changed once written.</summary>
public sealed record JournalEntry
{
    /// <summary>Gets the operation.</summary>
    public required OperationId Operation { get; init; }

    /// <summary>Gets its number within the operation, from 1, without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>Gets what it says.</summary>
    public required JournalEntryKind Kind { get; init; }

    /// <summary>Gets the step; empty when it concerns the whole operation.</summary>
    public string Step { get; init; } = string.Empty;

    /// <summary>Gets which attempt of the step, from 1; 0 when it concerns the whole operation.</summary>
    public int Attempt { get; init; }

    /// <summary>Gets what is intended (an intent) or what was given (a receipt).</summary>
    public StepData Data { get; init; } = StepData.Empty;

    /// <summary>Gets the fence under which it was written.</summary>
    public required long Fence { get; init; }

    /// <summary>Gets when it was written.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Gets a sentence for people; never a secret.</summary>
    public string? Note { get; init; }
}
