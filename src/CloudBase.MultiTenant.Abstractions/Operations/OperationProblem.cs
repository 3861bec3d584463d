namespace CloudBase.MultiTenant;

/// <summary>Why an operation waits, is parked or failed.</summary>
/// <param name="Step">The step at which it happened.</param>
/// <param name="Code">A stable code: the cloud's, or one of this library's.</param>
/// <param name="Message">What happened.</param>
/// <param name="WayOut">What to do about it.</param>
public sealed record OperationProblem(string Step, string Code, string Message, string WayOut);
