namespace CloudBase.MultiTenant.Operations;

/// <summary>The two ways in which a host stops working: between steps, and, when the grace has passed, within a call.</summary>
/// <param name="Work">Ends the work between steps.</param>
/// <param name="Calls">Tears calls in flight; their outcome is then unknown.</param>
internal sealed record StepCancellation(CancellationToken Work, CancellationToken Calls);
