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
        session.FirstAsync(Of(session, tenant).OrderByDescending(nameof(TenantRow.Generation)), Read, cancellationToken);

    public static Task<Tenant?> FindAsync(
        ReaderSession session, (string Account, string Hash, string Environment, int Generation) tenant, CancellationToken cancellationToken) =>
        session.FirstAsync(
            Of(session, (tenant.Account, tenant.Hash, tenant.Environment)).Where(nameof(TenantRow.Generation), tenant.Generation), Read, cancellationToken);

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

    private static Select Of(ReaderSession session, (string Account, string Hash, string Environment) tenant) => session.From<TenantRow>()
        .Where(nameof(TenantRow.Account), tenant.Account)
        .Where(nameof(TenantRow.TenantHash), tenant.Hash)
        .Where(nameof(TenantRow.Environment), tenant.Environment);

    private static Tenant Read(DbDataReader row) => TenantMapping.ToTenant(TenantRow.Read(row));
}
