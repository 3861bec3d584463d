using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Records that hosts share. Texts are compared again here: a collation that folds case must not hand out a neighbour's record.</summary>
internal static class SharedRecordReads
{
    public static async Task<SharedRecord?> FindAsync(ReaderSession session, (string Account, string Kind, string Name) record, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            OfKind(session, (record.Account, record.Kind)).Where(nameof(SharedRecordRow.Name), record.Name), Read, cancellationToken).ConfigureAwait(false) is { } found
            && found.Kind == record.Kind && found.Name == record.Name ? found : null;

    public static async Task<IReadOnlyList<SharedRecord>> ListAsync(ReaderSession session, (string Account, string Kind) records, CancellationToken cancellationToken)
    {
        IReadOnlyList<SharedRecord> found = await session.ListAsync(OfKind(session, records), Read, cancellationToken).ConfigureAwait(false);
        return [.. found.Where(r => r.Kind == records.Kind).OrderBy(r => r.Name, StringComparer.Ordinal)];
    }

    private static Select OfKind(ReaderSession session, (string Account, string Kind) records) => session.From<SharedRecordRow>()
        .Where(nameof(SharedRecordRow.Account), records.Account).Where(nameof(SharedRecordRow.Kind), records.Kind);

    private static SharedRecord Read(DbDataReader row) => SharedRecordMapping.ToRecord(SharedRecordRow.Read(row));
}
