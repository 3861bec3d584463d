using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>The queries that matter for speed, compiled once for a store.</summary>
internal sealed class StoreQueries
{
    public Func<MultiTenantDbContext, string, string, string, CancellationToken, Task<TenantRow?>> NewestTenant { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string hash, string environment, CancellationToken cancellationToken) =>
            context.Tenants.Where(r => r.Account == account && r.TenantHash == hash && r.Environment == environment)
                .OrderByDescending(r => r.Generation).FirstOrDefault());

    public Func<MultiTenantDbContext, string, string, string, int, CancellationToken, Task<TenantRow?>> Tenant { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string hash, string environment, int generation, CancellationToken cancellationToken) =>
            context.Tenants.FirstOrDefault(r =>
                r.Account == account && r.TenantHash == hash && r.Environment == environment && r.Generation == generation));

    public Func<MultiTenantDbContext, string, string, CancellationToken, Task<TenantRow?>> TenantByAlias { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string alias, CancellationToken cancellationToken) =>
            context.Tenants.FirstOrDefault(r => r.Account == account && r.Alias == alias));

    public Func<MultiTenantDbContext, string, string, CancellationToken, Task<BindingRow?>> Binding { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string environment, CancellationToken cancellationToken) =>
            context.Bindings.FirstOrDefault(r => r.Account == account && r.EnvironmentId == environment));

    public Func<MultiTenantDbContext, string, CancellationToken, Task<OperationRow?>> Operation { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string id, CancellationToken cancellationToken) =>
            context.Operations.FirstOrDefault(r => r.Id == id));

    public Func<MultiTenantDbContext, string, long, long, int, IAsyncEnumerable<OperationRow>> Due { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, long dueBefore, long leaseExpiredBefore, int max) =>
            context.Operations
                .Where(r => r.Account == account && r.IsOpen && r.DueAt <= dueBefore && (r.LeaseExpiresAt == null || r.LeaseExpiresAt < leaseExpiredBefore))
                .OrderBy(r => r.DueAt).ThenBy(r => r.Id).Take(max));

    public Func<MultiTenantDbContext, string, long, IAsyncEnumerable<JournalRow>> Journal { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string operation, long after) =>
            context.Journal.OrderBy(r => r.Sequence).Where(r => r.Operation == operation && r.Sequence > after));

    public Func<MultiTenantDbContext, string, string, IAsyncEnumerable<ApiKeySlotRow>> ApiKeySlots { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string environment) =>
            context.ApiKeySlots.OrderBy(r => r.Slot).Where(r => r.Account == account && r.EnvironmentId == environment));

    public Func<MultiTenantDbContext, long, int, IAsyncEnumerable<AuditRow>> Audit { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, long after, int max) =>
            context.Audit.Where(r => r.Sequence > after).OrderBy(r => r.Sequence).Take(max));

    public Func<MultiTenantDbContext, string, CancellationToken, Task<AuditCursorRow?>> AuditCursor { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string sink, CancellationToken cancellationToken) =>
            context.AuditCursors.FirstOrDefault(r => r.Sink == sink));
}
