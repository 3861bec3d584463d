using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Audit records as rows, and back.</summary>
internal static class AuditMapping
{
    public static AuditRow ToRow(AuditRecord record) => new()
    {
        At = record.At.UtcTicks,
        Account = record.Tenant.Account.Value,
        TenantId = record.Tenant.Tenant.Value,
        Environment = record.Tenant.Environment.Value,
        Generation = record.Tenant.Generation,
        Operation = record.Operation?.Value,
        Step = record.Step,
        Action = record.Action,
        Outcome = Word.Of(record.Outcome),
        Actor = record.Actor,
        RequestId = record.RequestId,
        Detail = record.Detail,
    };

    public static AuditRecord ToRecord(AuditRow row) => new()
    {
        Sequence = row.Sequence,
        At = Instant.Of(row.At),
        Tenant = TenantMapping.Key(row.Account, row.TenantId, row.Environment, row.Generation),
        Operation = row.Operation is { } operation ? OperationId.Parse(operation) : null,
        Step = row.Step,
        Action = row.Action,
        Outcome = Word.Parse<AuditOutcome>(row.Outcome),
        Actor = row.Actor,
        RequestId = row.RequestId,
        Detail = row.Detail,
    };
}
