using System.Data.Common;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>Tenants, and what environments are bound to.</summary>
internal static class TenantReads
{
    public static Task<Tenant?> NewestAsync(
        ReaderSession session, (string Account, string Hash, string Environment) tenant, CancellationToken cancellationToken) =>
        session.FirstAsync(
            nameof(NewestAsync),
            static (session, values) => WithEnvironment(session.From<TenantRow>(), values).OrderByDescending(nameof(TenantRow.Generation)),
            [tenant.Account, tenant.Hash, tenant.Environment],
            Read,
            cancellationToken);

    public static Task<Tenant?> FindAsync(
        ReaderSession session, (string Account, string Hash, string Environment, int Generation) tenant, CancellationToken cancellationToken) =>
        session.FirstAsync(
            nameof(FindAsync),
            static (session, values) => WithKey(session.From<TenantRow>(), values),
            [tenant.Account, tenant.Hash, tenant.Environment, tenant.Generation],
            Read,
            cancellationToken);

    public static Task<TenantStanding> FindStandingAsync(
        ReaderSession session, (string Account, string Hash, string Environment, int Generation) tenant, CancellationToken cancellationToken) =>
        session.FirstAsync(
            nameof(FindStandingAsync),
            static (session, values) => WithKey(session.FromWithCount<TenantRow, SandboxMemberRow>(nameof(TenantRow.Account), nameof(TenantRow.TenantHash)), values),
            [tenant.Account, tenant.Hash, tenant.Environment, tenant.Generation],
            static row => new TenantStanding(Read(row), row.CountOf(TenantRow.Columns.Count) > 0),
            cancellationToken);

    public static Task<Tenant?> FindByAliasAsync(ReaderSession session, (string Account, string Alias) tenant, CancellationToken cancellationToken) =>
        session.FirstAsync(
            session.From<TenantRow>().Where(nameof(TenantRow.Account), tenant.Account).Where(nameof(TenantRow.Alias), tenant.Alias), Read, cancellationToken);

    public static async Task<EnvironmentBinding?> FindBindingAsync(
        ReaderSession session, (string Account, EnvironmentId Environment) binding, CancellationToken cancellationToken) =>
        // Compared again here: a collation that folds case must not hand out a neighbour's binding.
        await session.FirstAsync(
            session.From<BindingRow>().Where(nameof(BindingRow.Account), binding.Account).Where(nameof(BindingRow.EnvironmentId), binding.Environment.Value),
            static row => TenantMapping.ToBinding(BindingRow.Read(row)),
            cancellationToken).ConfigureAwait(false) is { } found && found.Environment == binding.Environment ? found : null;

    public static Task<IReadOnlyList<Tenant>> PageAsync(
        ReaderSession session, (string Account, TenantQuery Query, Tenant? Last) page, CancellationToken cancellationToken)
    {
        (string account, TenantQuery query, Tenant? last) = page;
        Select rows = session.From<TenantRow>().Where(nameof(TenantRow.Account), account);
        if (last is not null)
        {
            rows.WhereAfter(
                (nameof(TenantRow.TenantHash), last.Id.ToStorageKey()),
                (nameof(TenantRow.Environment), last.Key.Environment.Value),
                (nameof(TenantRow.Generation), last.Key.Generation));
        }

        if (query.State is { } state)
        {
            rows.Where(nameof(TenantRow.State), Word.Of(state));
        }
        else if (!query.IncludeEnded)
        {
            rows.Where(nameof(TenantRow.State), "<>", nameof(TenantState.Deprovisioned)).Where(nameof(TenantRow.State), "<>", nameof(TenantState.Cancelled));
        }

        if (query.PaidUntilBefore is { } bound)
        {
            rows.Where(nameof(TenantRow.PaidUntil), "<", bound.UtcTicks);
        }

        rows.OrderBy(nameof(TenantRow.TenantHash), nameof(TenantRow.Environment), nameof(TenantRow.Generation)).Take(query.PageSize);
        return session.ListAsync(rows, Read, cancellationToken);
    }

    private static Select WithKey(Select rows, object[] key) => WithEnvironment(rows, key).Where(nameof(TenantRow.Generation), key[3]);

    private static Select WithEnvironment(Select rows, object[] key) => rows
        .Where(nameof(TenantRow.Account), key[0])
        .Where(nameof(TenantRow.TenantHash), key[1])
        .Where(nameof(TenantRow.Environment), key[2]);

    private static Tenant Read(DbDataReader row) => TenantMapping.ToTenant(TenantRow.Read(row));
}
