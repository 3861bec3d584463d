using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes operations and their journals.</summary>
internal sealed class OperationWriter
{
    private readonly TableCommands _operations;
    private readonly TableCommands _journal;

    public OperationWriter(WriterTables tables)
    {
        _operations = tables.Of<OperationRow>();
        _journal = tables.Of<JournalRow>();
    }

    public async ValueTask<Refusal?> InsertAsync(OperationRow row, DbTransaction transaction)
    {
        if (await _operations.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The operation {row.Id} is there already.";
        }

        await _operations.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> UpdateAsync(OperationRow row, DbTransaction transaction)
    {
        // Whose it is and when it was begun hardly ever change, and stand in indexes that are left alone while they do not.
        var asBegun = RowCondition.Version(
            row.Version - 1,
            (nameof(row.Fence), "<="),
            (nameof(row.Account), RowCondition.Same),
            (nameof(row.TenantHash), RowCondition.Same),
            (nameof(row.CreatedAt), RowCondition.Same));
        if (await _operations.UpdateAsync(row, asBegun, transaction).ConfigureAwait(false) == 1
            || await _operations.UpdateAsync(row, RowCondition.Version(row.Version - 1, (nameof(row.Fence), "<=")), transaction, "whole").ConfigureAwait(false) == 1)
        {
            return null;
        }

        object? version = await _operations.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        return !Stored.IsVersion(version, row.Version - 1)
            ? $"The operation {row.Id} has version {Stored.Number(version)}, not {row.Version - 1}."
            : $"The operation {row.Id} has fence {await _operations.FindAsync(nameof(row.Fence), row, transaction).ConfigureAwait(false)}; fence {row.Fence} is stale.";
    }

    public async ValueTask<Refusal?> AppendAsync(PendingCommit commit, JournalRow row, DbTransaction transaction)
    {
        long? fence = commit.FenceAfterwards(row.Operation)
            ?? (await _operations.FindAsync(nameof(row.Fence), new OperationRow { Id = row.Operation }, transaction).ConfigureAwait(false) is { } stored
                ? Stored.Number(stored)
                : null);
        if (fence is null)
        {
            return $"The operation {row.Operation} is not there.";
        }

        if (fence != row.Fence)
        {
            return $"The operation {row.Operation} has fence {fence}; fence {row.Fence} does not write its journal.";
        }

        if (await _journal.FindAsync(nameof(row.Sequence), row, transaction).ConfigureAwait(false) is not null)
        {
            return $"The journal of {row.Operation} has an entry {row.Sequence} already.";
        }

        await _journal.InsertAsync(row, transaction).ConfigureAwait(false);
        return null;
    }
}
