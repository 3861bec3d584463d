namespace CloudBase.MultiTenant.Operations;

/// <summary>Where a tenant stands while an operation runs, is parked, or was undone.</summary>
internal static class TenantStates
{
    /// <summary>The input entry that names the state the tenant had before.</summary>
    public const string From = "from";

    /// <summary>Whether the operation decides about the tenant's state; the others leave an active tenant active, even when they are parked.</summary>
    public static bool Governs(OperationKind kind) =>
        kind is OperationKind.Provision or OperationKind.Suspend or OperationKind.Reactivate or OperationKind.Deprovision;

    public static TenantState While(TenantOperation operation) => operation.Kind switch
    {
        OperationKind.Provision => TenantState.Provisioning,
        OperationKind.Suspend => TenantState.Suspending,
        OperationKind.Reactivate => TenantState.Reactivating,
        OperationKind.Deprovision => TenantState.Deprovisioning,
        _ => Before(operation),
    };

    public static TenantState Before(TenantOperation operation) =>
        operation.Input.Find(From) is { } from ? Enum.Parse<TenantState>(from) : TenantState.Active;

    public static Tenant Parked(Tenant tenant, TenantOperation operation, OperationProblem problem) => operation.Kind == OperationKind.ReleaseMarker ? tenant
        : tenant with
        {
            State = Governs(operation.Kind) ? TenantState.Parked : tenant.State,
            StateReason = $"{operation.Kind} {operation.Id} at '{problem.Step}': {problem.Message} {problem.WayOut}",
        };

    /// <summary>Frees a tenant of an operation that was undone, and names what is left as it is.</summary>
    public static Tenant Undone(Tenant tenant, TenantOperation operation, IReadOnlyList<string> left)
    {
        string? reason = left.Count == 0 || operation.Kind == OperationKind.ReleaseMarker ? null : $"{operation.Kind} {operation.Id} was cancelled, and this is left as it is: {string.Join(" ", left)}";
        return tenant with
        {
            CurrentOperation = tenant.CurrentOperation == operation.Id ? null : tenant.CurrentOperation,
            StateReason = tenant.StateReason is { } before && reason is not null ? $"{before} {reason}" : reason ?? tenant.StateReason,
        };
    }

    public static Tenant Resumed(Tenant tenant, TenantOperation operation) => operation.Kind == OperationKind.ReleaseMarker ? tenant
        : tenant with { State = Governs(operation.Kind) ? While(operation) : tenant.State, StateReason = null };
}
