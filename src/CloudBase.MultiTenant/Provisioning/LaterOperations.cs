using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Makes operations that begin later, on whichever host runs then.</summary>
internal sealed class LaterOperations(IRandomSource random, TimeProvider time)
{
    public TenantOperation Draft(OperationKind kind, TenantKey tenant, DateTimeOffset dueAt, TimeSpan patience) => new()
    {
        Id = RandomText.DrawOperationId(random),
        Kind = kind,
        Tenant = tenant,
        State = OperationState.Pending,
        DueAt = dueAt,
        Deadline = dueAt + patience,
        CreatedAt = time.GetUtcNow(),
        UpdatedAt = time.GetUtcNow(),
    };
}
