using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>A change and the row it ends in, made where the caller waits, so that a record that cannot be stored hurts nobody else.</summary>
/// <param name="Source">The change.</param>
/// <param name="Row">The row as it is to be.</param>
internal readonly record struct RowChange(StoreChange Source, IStoredRow Row)
{
    public static RowChange Of(StoreChange change) => new(change, change switch
    {
        StoreChange.InsertTenant c => (IStoredRow)TenantMapping.ToRow(c.Tenant, 1),
        StoreChange.UpdateTenant c => TenantMapping.ToRow(c.Tenant, c.Tenant.Version + 1),
        StoreChange.InsertOperation c => OperationMapping.ToRow(c.Operation, 1),
        StoreChange.UpdateOperation c => OperationMapping.ToRow(c.Operation, c.Operation.Version + 1),
        StoreChange.AppendJournal c => OperationMapping.ToRow(c.Entry),
        StoreChange.BindEnvironment c => TenantMapping.ToRow(c.Binding),
        StoreChange.AppendAudit c => AuditMapping.ToRow(c.Record),
        StoreChange.InsertApiKeySlot c => ApiKeySlotMapping.ToRow(c.Slot, 1),
        StoreChange.UpdateApiKeySlot c => ApiKeySlotMapping.ToRow(c.Slot, c.Slot.Version + 1),
        StoreChange.DeleteApiKeySlot c => ApiKeySlotMapping.ToRow(c.Slot, c.Slot.Version),
        StoreChange.InsertSandboxMember c => SandboxMemberMapping.ToRow(c.Member, 1),
        StoreChange.UpdateSandboxMember c => SandboxMemberMapping.ToRow(c.Member, c.Member.Version + 1),
        StoreChange.DeleteSandboxMember c => SandboxMemberMapping.ToRow(c.Member, c.Member.Version),
        StoreChange.InsertPooledEnvironment c => PooledEnvironmentMapping.ToRow(c.Member, 1),
        StoreChange.UpdatePooledEnvironment c => PooledEnvironmentMapping.ToRow(c.Member, c.Member.Version + 1),
        StoreChange.PutSharedRecord c => SharedRecordMapping.ToRow(c.Record, c.Record.Version + 1),
        StoreChange.OverwriteSharedRecord c => SharedRecordMapping.ToRow(c.Record, 0),
        StoreChange.DeleteSharedRecord c => SharedRecordMapping.ToRow(c.Record, c.Record.Version),
        StoreChange.MoveAuditCursor c => new AuditCursorRow { Sink = c.Sink, Sequence = c.Sequence },
        null => throw new ArgumentNullException(nameof(change)),
        _ => throw new ArgumentException($"{change} is no change that this store knows.", nameof(change)),
    });
}
