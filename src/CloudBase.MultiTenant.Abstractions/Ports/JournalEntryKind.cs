namespace CloudBase.MultiTenant.Ports;

/// <summary>What a journal entry says.</summary>
public enum JournalEntryKind
{
    /// <summary>A host began, or took over, the operation.</summary>
    Started,

    /// <summary>An outside effect is about to be caused; written before the call goes out.</summary>
    Intent,

    /// <summary>The effect is known to be there, with what it gave.</summary>
    Receipt,

    /// <summary>The call had no effect.</summary>
    Refused,

    /// <summary>The call may have had its effect: it must be reconciled before anything is done again.</summary>
    OutcomeUnknown,

    /// <summary>It was found out what became of an unknown call.</summary>
    Reconciled,

    /// <summary>Nothing to do before a time.</summary>
    Waiting,

    /// <summary>A person's decision is needed.</summary>
    Parked,

    /// <summary>Somebody let it go on.</summary>
    Resumed,

    /// <summary>Somebody asked for it to be undone.</summary>
    CancelRequested,

    /// <summary>A step was undone.</summary>
    Compensated,

    /// <summary>A step was deliberately not undone; the note says why.</summary>
    NotCompensated,

    /// <summary>The operation ended.</summary>
    Completed,
}
