using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Operations and their journals.</summary>
internal static class OperationReads
{
    public static Task<TenantOperation?> FindAsync(ReaderSession session, string id, CancellationToken cancellationToken) =>
        session.FirstAsync(session.From<OperationRow>().Where(nameof(OperationRow.Id), id), Read, cancellationToken);

    public static Task<IReadOnlyList<TenantOperation>> DueAsync(
        ReaderSession session, (string Account, long DueBefore, long LeaseExpiredBefore, int Max) due, CancellationToken cancellationToken) =>
        session.ListAsync(
            session.From<OperationRow>()
                .Where(nameof(OperationRow.Account), due.Account)
                .Where(nameof(OperationRow.IsOpen), true)
                .Where(nameof(OperationRow.DueAt), "<=", due.DueBefore)
                .WhereNullOrBelow(nameof(OperationRow.LeaseExpiresAt), due.LeaseExpiredBefore)
                .OrderBy(nameof(OperationRow.DueAt), nameof(OperationRow.Id)).Take(due.Max),
            Read,
            cancellationToken);

    public static Task<IReadOnlyList<JournalEntry>> JournalAsync(ReaderSession session, (string Operation, long After) entries, CancellationToken cancellationToken) =>
        session.ListAsync(
            session.From<JournalRow>()
                .Where(nameof(JournalRow.Operation), entries.Operation)
                .Where(nameof(JournalRow.Sequence), ">", entries.After)
                .OrderBy(nameof(JournalRow.Sequence)),
            static row => OperationMapping.ToEntry(JournalRow.Read(row)),
            cancellationToken);

    public static Task<IReadOnlyList<TenantOperation>> PageAsync(
        ReaderSession session, (string Account, OperationQuery Query, TenantOperation? Last) page, CancellationToken cancellationToken)
    {
        (string account, OperationQuery query, TenantOperation? last) = page;
        Select rows = session.From<OperationRow>().Where(nameof(OperationRow.Account), account);
        if (query.Tenant is { } tenant)
        {
            rows.Where(nameof(OperationRow.TenantHash), tenant.ToStorageKey());
        }

        if (last is not null)
        {
            rows.WhereAfter((nameof(OperationRow.CreatedAt), last.CreatedAt.UtcTicks), (nameof(OperationRow.Id), last.Id.Value));
        }

        if (query.State is { } state)
        {
            rows.Where(nameof(OperationRow.State), Word.Of(state));
        }
        else if (!query.IncludeFinal)
        {
            rows.Where(nameof(OperationRow.IsFinal), false);
        }

        rows.OrderBy(nameof(OperationRow.CreatedAt), nameof(OperationRow.Id)).Take(query.PageSize);
        return session.ListAsync(rows, Read, cancellationToken);
    }

    private static TenantOperation Read(DbDataReader row) => OperationMapping.ToOperation(OperationRow.Read(row));
}
