namespace CloudBase.MultiTenant.Ports;

/// <summary>One attempt at a step.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Number">Which attempt, from 1.</param>
/// <param name="Intent">What is intended, as journaled before this attempt.</param>
/// <param name="IntendedAt">When the intent was journaled.</param>
public sealed record StepAttempt(OperationId Operation, int Number, StepData Intent, DateTimeOffset IntendedAt);
