using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>The audit trail, and how far its sinks are.</summary>
internal static class AuditReads
{
    public static Task<IReadOnlyList<AuditRecord>> ListAsync(ReaderSession session, (long After, int Max) records, CancellationToken cancellationToken) =>
        session.ListAsync(
            session.From<AuditRow>().Where(nameof(AuditRow.Sequence), ">", records.After).OrderBy(nameof(AuditRow.Sequence)).Take(records.Max),
            static row => AuditMapping.ToRecord(AuditRow.Read(row)),
            cancellationToken);

    public static async Task<long> PositionAsync(ReaderSession session, string sink, CancellationToken cancellationToken) =>
        await session.FirstAsync(session.From<AuditCursorRow>().Where(nameof(AuditCursorRow.Sink), sink), AuditCursorRow.Read, cancellationToken).ConfigureAwait(false)
            is { } row ? row.Sequence : 0;
}
