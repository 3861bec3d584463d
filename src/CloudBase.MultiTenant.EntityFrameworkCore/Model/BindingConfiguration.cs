using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class BindingConfiguration : IEntityTypeConfiguration<BindingRow>
{
    public void Configure(EntityTypeBuilder<BindingRow> builder)
    {
        builder.ToTable("CloudBaseBindings");
        builder.HasKey(r => new { r.Account, r.EnvironmentId });
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.EnvironmentId).Ascii(ColumnLengths.EnvironmentId);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).Ascii(ColumnLengths.Name);
    }
}
