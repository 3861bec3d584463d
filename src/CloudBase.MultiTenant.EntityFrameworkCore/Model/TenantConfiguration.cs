using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class TenantConfiguration : IEntityTypeConfiguration<TenantRow>
{
    public void Configure(EntityTypeBuilder<TenantRow> builder)
    {
        builder.ToTable("CloudBaseTenants");
        builder.HasKey(r => new { r.Account, r.TenantHash, r.Environment, r.Generation });
        builder.HasIndex(r => new { r.Account, r.Alias }).IsUnique();
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.TenantHash).Ascii(ColumnLengths.Hash);
        builder.Property(r => r.Environment).Ascii(ColumnLengths.Name);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Alias).Ascii(ColumnLengths.Alias);
        builder.Property(r => r.EnvironmentId).AsciiOrNull(ColumnLengths.EnvironmentId);
        builder.Property(r => r.State).Ascii(ColumnLengths.Word);
        builder.Property(r => r.Source).Ascii(ColumnLengths.Word).HasDefaultValue(nameof(EnvironmentSource.Create));
        builder.Property(r => r.Marker).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.CurrentOperation).AsciiOrNull(ColumnLengths.Operation);
    }
}
