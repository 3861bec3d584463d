using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>A durable, journaled change to a tenant, as the store has it. Immutable.</summary>
public sealed record TenantOperation
{
    /// <summary>Gets the operation's id.</summary>
    public required OperationId Id { get; init; }

    /// <summary>Gets what it does.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>Gets the tenant it changes.</summary>
    public required TenantKey Tenant { get; init; }

    /// <summary>Gets where it stands.</summary>
    public required OperationState State { get; init; }

    /// <summary>Gets what it was asked to do; never a secret.</summary>
    public StepData Input { get; init; } = StepData.Empty;

    /// <summary>Gets what it gave, once it succeeded, or what is left as it is, once it was cancelled; never a secret.</summary>
    public StepData Result { get; init; } = StepData.Empty;

    /// <summary>Gets the step it is at.</summary>
    public string? CurrentStep { get; init; }

    /// <summary>Gets who works on it, or null when nobody does.</summary>
    public OperationLease? Lease { get; init; }

    /// <summary>Gets the highest fence ever given out for it.</summary>
    public long Fence { get; init; }

    /// <summary>Gets when somebody should next work on it.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets when it is parked if it is not done by then.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Gets how often in a row the current step was tried without success.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets whether somebody asked for it to be undone.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Gets why it waits, is parked or failed.</summary>
    public OperationProblem? Problem { get; init; }

    /// <summary>Gets the sequence number of its newest journal entry; 0 when there is none.</summary>
    public long LastSequence { get; init; }

    /// <summary>Gets when it was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets when this record last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets when it ended.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Gets the version of this record; the store counts it up with every change.</summary>
    public long Version { get; init; }

    /// <summary>Gets whether it has ended.</summary>
    public bool IsFinal => State is OperationState.Succeeded or OperationState.Failed or OperationState.Cancelled;
}
