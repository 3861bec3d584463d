using CloudBase.MultiTenant.EntityFrameworkCore.Model;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>The store's tables, for migrations. Data is read and written through <see cref="Ports.IMultiTenantStore"/>, which keeps the promises.</summary>
/// <param name="options">The options, with a relational provider.</param>
public sealed class MultiTenantDbContext(DbContextOptions<MultiTenantDbContext> options) : DbContext(options)
{
    internal DbSet<TenantRow> Tenants => Set<TenantRow>();

    internal DbSet<OperationRow> Operations => Set<OperationRow>();

    internal DbSet<JournalRow> Journal => Set<JournalRow>();

    internal DbSet<BindingRow> Bindings => Set<BindingRow>();

    internal DbSet<ApiKeySlotRow> ApiKeySlots => Set<ApiKeySlotRow>();

    internal DbSet<AuditRow> Audit => Set<AuditRow>();

    internal DbSet<AuditCursorRow> AuditCursors => Set<AuditCursorRow>();

    internal DbSet<SandboxMemberRow> SandboxMembers => Set<SandboxMemberRow>();

    internal DbSet<PooledEnvironmentRow> PooledEnvironments => Set<PooledEnvironmentRow>();

    internal DbSet<SharedRecordRow> SharedRecords => Set<SharedRecordRow>();

    internal DbSet<StoreRow> Stores => Set<StoreRow>();

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.ApplyConfiguration(new StoreConfiguration());
        modelBuilder.ApplyConfiguration(new TenantConfiguration());
        modelBuilder.ApplyConfiguration(new OperationConfiguration());
        modelBuilder.ApplyConfiguration(new JournalConfiguration());
        modelBuilder.ApplyConfiguration(new BindingConfiguration());
        modelBuilder.ApplyConfiguration(new ApiKeySlotConfiguration());
        modelBuilder.ApplyConfiguration(new AuditConfiguration());
        modelBuilder.ApplyConfiguration(new AuditCursorConfiguration());
        modelBuilder.ApplyConfiguration(new SandboxMemberConfiguration());
        modelBuilder.ApplyConfiguration(new PooledEnvironmentConfiguration());
        modelBuilder.ApplyConfiguration(new SharedRecordConfiguration());
    }
}
