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

    public static Tenant Resumed(Tenant tenant, TenantOperation operation) => operation.Kind == OperationKind.ReleaseMarker ? tenant
        : tenant with { State = Governs(operation.Kind) ? While(operation) : tenant.State, StateReason = null };
}
