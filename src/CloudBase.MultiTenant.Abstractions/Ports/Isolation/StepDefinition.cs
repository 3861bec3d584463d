namespace CloudBase.MultiTenant.Ports;

/// <summary>One step: exactly one outside effect, with how to cause it, find out about it, and undo it.</summary>
public sealed record StepDefinition
{
    /// <summary>Gets the step's id, unique within the operation, such as <c>cam.add-user</c>. It must not depend on chance.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the call, for the audit, such as <c>cam:AddUser</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Gets what is intended, drawn before the first attempt; what the journal has wins over this.</summary>
    public StepData Intent { get; init; } = StepData.Empty;

    /// <summary>Gets whether the call may be repeated.</summary>
    public StepSafety Safety { get; init; } = StepSafety.Idempotent;

    /// <summary>Gets how the effect is caused; returns what it gave.</summary>
    public required Func<StepAttempt, CancellationToken, ValueTask<StepData>> Execute { get; init; }

    /// <summary>Gets how to find out whether an earlier call had its effect; required for <see cref="StepSafety.Once"/>.</summary>
    public Func<StepAttempt, CancellationToken, ValueTask<StepFinding>>? Reconcile { get; init; }

    /// <summary>Gets what happens to the effect when the operation is cancelled.</summary>
    public Compensation Compensation { get; init; } = Compensation.Nothing;

    /// <summary>Gets how the tenant's record changes in the same commit as the receipt; null changes nothing.</summary>
    public Func<Tenant, StepData, Tenant>? Apply { get; init; }
}
