using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Writes the records that hosts share.</summary>
internal sealed class SharedRecordWriter(WriterTables tables)
{
    private readonly TableCommands _records = tables.Of<SharedRecordRow>();

    public async ValueTask<Refusal?> PutAsync(SharedRecordRow row, DbTransaction transaction)
    {
        object? version = await _records.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        if (Stored.Number(version) != row.Version - 1)
        {
            return OtherVersion(row, version, row.Version - 1);
        }

        await WriteAsync(row, version is null, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> OverwriteAsync(SharedRecordRow row, long? most, DbTransaction transaction)
    {
        object? version = await _records.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false);
        long written = Stored.Number(version);
        if (written >= most)
        {
            return $"The shared record '{row.Name}' of '{row.Kind}' was written {written} times, and {most} is the most.";
        }

        row.Version = written + 1;
        await WriteAsync(row, version is null, transaction).ConfigureAwait(false);
        return null;
    }

    public async ValueTask<Refusal?> DeleteAsync(SharedRecordRow row, DbTransaction transaction) =>
        await _records.DeleteAsync(row, RowCondition.Version(row.Version), transaction).ConfigureAwait(false) == 1
            ? null
            : OtherVersion(row, await _records.FindAsync(nameof(row.Version), row, transaction).ConfigureAwait(false), row.Version);

    private Task<int> WriteAsync(SharedRecordRow row, bool isNew, DbTransaction transaction) =>
        isNew ? _records.InsertAsync(row, transaction) : _records.UpdateAsync(row, RowCondition.Version(row.Version - 1), transaction);

    private static Refusal OtherVersion(SharedRecordRow row, object? version, long expected) =>
        new($"The shared record '{row.Name}' of '{row.Kind}' has version {Stored.Number(version)}, not {expected}.");
}
