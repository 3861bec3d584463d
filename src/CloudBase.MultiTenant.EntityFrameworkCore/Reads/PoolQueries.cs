using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Reads;

/// <summary>The queries of pools that matter for speed, compiled once for a store.</summary>
internal sealed class PoolQueries
{
    public Func<MultiTenantDbContext, string, string, CancellationToken, Task<SandboxMemberRow?>> SandboxMember { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string id, CancellationToken cancellationToken) =>
            context.SandboxMembers.FirstOrDefault(r => r.Account == account && r.Id == id));

    public Func<MultiTenantDbContext, string, string, IAsyncEnumerable<SandboxCount>> SandboxMemberCounts { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string pool) =>
            context.SandboxMembers.Where(r => r.Account == account && r.Pool == pool)
                .GroupBy(r => new { r.State, r.Template, IsNeutral = r.TenantHash == null })
                .Select(g => new SandboxCount(g.Key.Template, g.Key.State, g.Key.IsNeutral, g.Count())));

    public Func<MultiTenantDbContext, string, string, CancellationToken, Task<PooledEnvironmentRow?>> PooledEnvironment { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string id, CancellationToken cancellationToken) =>
            context.PooledEnvironments.FirstOrDefault(r => r.Account == account && r.Id == id));

    public Func<MultiTenantDbContext, string, string, IAsyncEnumerable<EnvironmentCount>> PooledEnvironmentCounts { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string pool) =>
            context.PooledEnvironments.Where(r => r.Account == account && r.Pool == pool)
                .GroupBy(r => new { r.State, r.Shape })
                .Select(g => new EnvironmentCount(g.Key.Shape, g.Key.State, g.Count())));

    public Func<MultiTenantDbContext, string, string, string, CancellationToken, Task<SharedRecordRow?>> SharedRecord { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string kind, string name, CancellationToken cancellationToken) =>
            context.SharedRecords.FirstOrDefault(r => r.Account == account && r.Kind == kind && r.Name == name));

    public Func<MultiTenantDbContext, string, string, IAsyncEnumerable<SharedRecordRow>> SharedRecords { get; } =
        EF.CompileAsyncQuery((MultiTenantDbContext context, string account, string kind) =>
            context.SharedRecords.Where(r => r.Account == account && r.Kind == kind));

    internal sealed record SandboxCount(string Template, string State, bool IsNeutral, int Count);

    internal sealed record EnvironmentCount(string Shape, string State, int Count);
}
