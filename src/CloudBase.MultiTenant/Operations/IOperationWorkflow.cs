namespace CloudBase.MultiTenant.Operations;

/// <summary>The steps of one kind of operation. Run from the beginning in every round; what has a receipt is not done again.</summary>
internal interface IOperationWorkflow
{
    OperationKind Kind { get; }

    /// <summary>Runs the steps that are left and completes the operation, or throws the signal that ends the round.</summary>
    ValueTask RunAsync(WorkflowContext context, CancellationToken cancellationToken);

    /// <summary>Says what becomes of the tenant when everything was undone as far as can be.</summary>
    ValueTask<Func<Tenant, Tenant>> UndoneAsync(WorkflowContext context, CancellationToken cancellationToken);
}
