namespace CloudBase.MultiTenant;

/// <summary>Where a durable operation stands.</summary>
public enum OperationState
{
    /// <summary>Not begun yet.</summary>
    Pending,

    /// <summary>A host is at work on it.</summary>
    Running,

    /// <summary>Waiting for the cloud or for the next attempt; goes on by itself when due.</summary>
    Waiting,

    /// <summary>Needs a person's decision: resume or cancel it.</summary>
    Parked,

    /// <summary>Being undone.</summary>
    Cancelling,

    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Ended without effect that matters; the problem says why.</summary>
    Failed,

    /// <summary>Undone, as far as can be; the journal says what was not undone and why.</summary>
    Cancelled,
}
