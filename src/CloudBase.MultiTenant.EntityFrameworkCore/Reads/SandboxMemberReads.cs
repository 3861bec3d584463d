using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Sandboxes of pools: one, narrowed and ordered as a query says, or counted. Texts are compared again here: a collation that folds case must not hand out a neighbour's row.</summary>
internal static class SandboxMemberReads
{
    private static readonly string[] s_kind = [nameof(SandboxMemberRow.State), nameof(SandboxMemberRow.Template)];

    public static async Task<SandboxMember?> FindAsync(ReaderSession session, (string Account, string Id) member, CancellationToken cancellationToken) =>
        await session.FirstAsync(
            session.From<SandboxMemberRow>().Where(nameof(SandboxMemberRow.Account), member.Account).Where(nameof(SandboxMemberRow.Id), member.Id),
            Read,
            cancellationToken).ConfigureAwait(false) is { } found && found.Id == member.Id ? found : null;

    public static async Task<IReadOnlyList<SandboxMember>> ListAsync(
        ReaderSession session, (string Account, SandboxMemberQuery Query, int Max) read, CancellationToken cancellationToken)
    {
        (string account, SandboxMemberQuery query, int max) = read;
        Select rows = session.From<SandboxMemberRow>().Where(nameof(SandboxMemberRow.Account), account);
        Narrow(rows, query);
        if (query.DueBefore is { } bound)
        {
            rows.Where(nameof(SandboxMemberRow.DueAt), "<=", bound.UtcTicks).OrderBy(nameof(SandboxMemberRow.DueAt), nameof(SandboxMemberRow.Id));
        }
        else
        {
            rows.OrderBy(nameof(SandboxMemberRow.CreatedAt), nameof(SandboxMemberRow.Id));
        }

        IReadOnlyList<SandboxMember> found = await session.ListAsync(rows.Take(max), Read, cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Where(m => (query.Pool is null || m.Pool == query.Pool)
                && (query.Template is null || m.Template == query.Template)
                && (query.Tenant is not { } tenant || m.Tenant?.Tenant == tenant)),
        ];
    }

    public static async Task<IReadOnlyList<SandboxMemberCount>> CountAsync(ReaderSession session, (string Account, string Pool) read, CancellationToken cancellationToken)
    {
        // One group for those with and without a tenant, so that the index has them in order.
        Select counts = session.Count<SandboxMemberRow>(s_kind, filled: nameof(SandboxMemberRow.TenantHash))
            .Where(nameof(SandboxMemberRow.Account), read.Account).Where(nameof(SandboxMemberRow.Pool), read.Pool).GroupBy(s_kind);
        IReadOnlyList<(string State, string Template, int All, int Owned)> groups = await session.ListAsync(
            counts, static row => (row.GetString(0), row.GetString(1), row.CountOf(2), row.CountOf(3)), cancellationToken).ConfigureAwait(false);
        return
        [
            .. groups.SelectMany(g => ((bool IsNeutral, int Count)[])[(true, g.All - g.Owned), (false, g.Owned)], (g, part) =>
                new SandboxMemberCount(g.Template, Word.Parse<SandboxMemberState>(g.State), part.IsNeutral, part.Count)).Where(c => c.Count > 0),
        ];
    }

    private static void Narrow(Select rows, SandboxMemberQuery query)
    {
        if (query.Pool is { } pool)
        {
            rows.Where(nameof(SandboxMemberRow.Pool), pool);
        }

        if (query.Tenant is { } tenant)
        {
            rows.Where(nameof(SandboxMemberRow.TenantHash), tenant.ToStorageKey());
        }

        if (query.States.Count > 0)
        {
            rows.WhereOneOf(nameof(SandboxMemberRow.State), [.. query.States.Select(Word.Of)]);
        }

        if (query.Template is { } template)
        {
            rows.Where(nameof(SandboxMemberRow.Template), template);
        }
    }

    private static SandboxMember Read(DbDataReader row) => SandboxMemberMapping.ToMember(SandboxMemberRow.Read(row));
}
