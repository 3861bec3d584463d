using CloudBase.MultiTenant.EntityFrameworkCore.Model;
using Microsoft.EntityFrameworkCore;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>The store's tables, for migrations. Data is read and written through <see cref="Ports.IMultiTenantStore"/>, which keeps the promises.</summary>
/// <param name="options">The options, with a relational provider.</param>
public sealed class MultiTenantDbContext(DbContextOptions<MultiTenantDbContext> options) : DbContext(options)
{
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
