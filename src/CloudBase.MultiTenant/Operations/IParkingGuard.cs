namespace CloudBase.MultiTenant.Operations;

/// <summary>Makes a tenant harmless, such as by switching auto-renewal off, before its operation is parked.</summary>
internal interface IParkingGuard
{
    /// <returns>The problem, completed by what could not be made harmless.</returns>
    ValueTask<OperationProblem> BeforeParkingAsync(WorkflowContext context, OperationProblem problem);
}
