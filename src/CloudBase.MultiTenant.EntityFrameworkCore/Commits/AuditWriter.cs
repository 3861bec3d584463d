using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the audit trail, and how far its sinks are.</summary>
internal sealed class AuditWriter
{
    private readonly TableCommands _audit;
    private readonly TableCommands _cursors;

    public AuditWriter(WriterTables tables)
    {
        _audit = tables.Of<AuditRow>();
        _cursors = tables.Of<AuditCursorRow>();
    }

    /// <summary>Gets or sets the number of the newest record.</summary>
    public long Sequence { get; set; }

    public async ValueTask<Refusal?> AppendAsync(AuditRow row, DbTransaction transaction)
    {
        row.Sequence = ++Sequence;
        await _audit.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> MoveAsync(AuditCursorRow row, DbTransaction transaction)
    {
        object? position = await _cursors.FindAsync(nameof(row.Sequence), row, transaction).ConfigureAwait(false);
        if (Stored.Number(position) > row.Sequence)
        {
            return $"The audit sink '{row.Sink}' is at {position} already and does not go back to {row.Sequence}.";
        }

        await (position is null
            ? _cursors.InsertAsync(row, transaction)
            : _cursors.UpdateAsync(row, RowCondition.None, transaction)).ConfigureAwait(false);
        return null;
    }
}
