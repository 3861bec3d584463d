using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.EntityFrameworkCore.Statements;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes changes within a transaction whose writer holds the store's lock, so that what it has just read is still so.</summary>
internal sealed class ChangeWriter : IAsyncDisposable
{
    private readonly WriterTables _tables;
    private readonly TenantWriter _tenants;
    private readonly OperationWriter _operations;
    private readonly ApiKeyWriter _keys;
    private readonly AuditWriter _audit;
    private readonly SandboxMemberWriter _sandboxes;
    private readonly PooledEnvironmentWriter _environments;
    private readonly SharedRecordWriter _shared;

    public ChangeWriter(StoreTables tables, DbConnection connection)
    {
        _tables = new WriterTables(tables, connection);
        _tenants = new TenantWriter(_tables);
        _operations = new OperationWriter(_tables);
        _keys = new ApiKeyWriter(_tables);
        _audit = new AuditWriter(_tables);
        _sandboxes = new SandboxMemberWriter(_tables);
        _environments = new PooledEnvironmentWriter(_tables);
        _shared = new SharedRecordWriter(_tables);
    }

    /// <summary>Gets or sets the number of the newest audit record.</summary>
    public long AuditSequence
    {
        get => _audit.Sequence;
        set => _audit.Sequence = value;
    }

    /// <summary>Gets how many rows were inserted, changed or deleted.</summary>
    public long Written => _tables.Written;

    /// <summary>Makes one change, or says why not.</summary>
    public ValueTask<Refusal?> ApplyAsync(PendingCommit commit, RowChange change, DbTransaction transaction) => change.Source switch
    {
        StoreChange.InsertTenant => _tenants.InsertAsync((TenantRow)change.Row, transaction),
        StoreChange.UpdateTenant => _tenants.UpdateAsync((TenantRow)change.Row, transaction),
        StoreChange.BindEnvironment => _tenants.BindAsync((BindingRow)change.Row, transaction),
        StoreChange.InsertOperation => _operations.InsertAsync((OperationRow)change.Row, transaction),
        StoreChange.UpdateOperation => _operations.UpdateAsync((OperationRow)change.Row, transaction),
        StoreChange.AppendJournal => _operations.AppendAsync(commit, (JournalRow)change.Row, transaction),
        StoreChange.InsertApiKeySlot c => _keys.InsertAsync((ApiKeySlotRow)change.Row, c.Previous, transaction),
        StoreChange.UpdateApiKeySlot => _keys.UpdateAsync((ApiKeySlotRow)change.Row, transaction),
        StoreChange.DeleteApiKeySlot => _keys.DeleteAsync((ApiKeySlotRow)change.Row, transaction),
        StoreChange.InsertSandboxMember c => _sandboxes.InsertAsync((SandboxMemberRow)change.Row, c.Ceilings, transaction),
        StoreChange.UpdateSandboxMember c => _sandboxes.UpdateAsync((SandboxMemberRow)change.Row, c.Ceilings, transaction),
        StoreChange.DeleteSandboxMember => _sandboxes.DeleteAsync((SandboxMemberRow)change.Row, transaction),
        StoreChange.InsertPooledEnvironment c => _environments.InsertAsync((PooledEnvironmentRow)change.Row, c.Ceiling, transaction),
        StoreChange.UpdatePooledEnvironment => _environments.UpdateAsync((PooledEnvironmentRow)change.Row, transaction),
        StoreChange.PutSharedRecord => _shared.PutAsync((SharedRecordRow)change.Row, transaction),
        StoreChange.OverwriteSharedRecord c => _shared.OverwriteAsync((SharedRecordRow)change.Row, c.Most, transaction),
        StoreChange.DeleteSharedRecord => _shared.DeleteAsync((SharedRecordRow)change.Row, transaction),
        StoreChange.AppendAudit => _audit.AppendAsync((AuditRow)change.Row, transaction),
        _ => _audit.MoveAsync((AuditCursorRow)change.Row, transaction),
    };

    public ValueTask DisposeAsync() => _tables.DisposeAsync();
}
