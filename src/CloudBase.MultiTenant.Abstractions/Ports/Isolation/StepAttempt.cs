namespace CloudBase.MultiTenant.Ports;

/// <summary>One attempt at a step.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Number">Which attempt, from 1.</param>
/// <param name="Intent">What is intended, as journaled before this attempt.</param>
/// <param name="IntendedAt">When the intent was journaled.</param>
public sealed record StepAttempt(OperationId Operation, int Number, StepData Intent, DateTimeOffset IntendedAt)
{
    /// <summary>Gets since when the step is tried: its first attempt, or the newest time a person let the operation go on.</summary>
    public DateTimeOffset TriedSince { get; init; } = IntendedAt;
}
