using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>One thing that happened in an operation, for those who watch it.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Sequence">Its number within the operation, from 1, without gaps.</param>
/// <param name="At">When.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Step">The step; empty when it concerns the whole operation.</param>
/// <param name="Message">In words; never a secret.</param>
public sealed record OperationEvent(OperationId Operation, long Sequence, DateTimeOffset At, JournalEntryKind Kind, string Step, string? Message);
