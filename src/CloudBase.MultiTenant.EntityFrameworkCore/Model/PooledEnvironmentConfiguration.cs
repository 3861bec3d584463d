using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class PooledEnvironmentConfiguration : IEntityTypeConfiguration<PooledEnvironmentRow>
{
    public void Configure(EntityTypeBuilder<PooledEnvironmentRow> builder)
    {
        builder.ToTable("CloudBasePooledEnvironments");
        builder.HasKey(r => new { r.Account, r.Id });
        builder.HasIndex(r => new { r.Account, r.EnvironmentId }).IsUnique();
        builder.HasIndex(r => new { r.Account, r.Pool, r.State, r.FilledAt, r.CreatedAt, r.Id }).HasDatabaseName("IX_CloudBasePooledEnvironments_Pool");
        builder.HasIndex(r => new { r.Account, r.DueAt, r.Id }).HasDatabaseName("IX_CloudBasePooledEnvironments_Due");
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.Id).Ascii(ColumnLengths.Member);
        builder.Property(r => r.Pool).HasMaxLength(ColumnLengths.Member);
        builder.Property(r => r.State).Ascii(ColumnLengths.Word);
        builder.Property(r => r.SubjectId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.SubjectEnvironment).Ascii(ColumnLengths.Name);
        builder.Property(r => r.EnvironmentId).AsciiOrNull(ColumnLengths.EnvironmentId);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).AsciiOrNull(ColumnLengths.Name);
        builder.Property(r => r.Owner).HasMaxLength(ColumnLengths.Text);
    }
}
