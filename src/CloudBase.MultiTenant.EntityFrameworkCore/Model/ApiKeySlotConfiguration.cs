using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class ApiKeySlotConfiguration : IEntityTypeConfiguration<ApiKeySlotRow>
{
    public void Configure(EntityTypeBuilder<ApiKeySlotRow> builder)
    {
        builder.ToTable("CloudBaseApiKeySlots");
        builder.HasKey(r => new { r.Account, r.EnvironmentId, r.Slot });
        builder.HasIndex(r => new { r.Account, r.EnvironmentId, r.Scope, r.ScopeGeneration }).IsUnique();
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.EnvironmentId).Ascii(ColumnLengths.EnvironmentId);
        builder.Property(r => r.Slot).ValueGeneratedNever();
        builder.Property(r => r.Scope).HasMaxLength(ColumnLengths.Step);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).Ascii(ColumnLengths.Name);
        builder.Property(r => r.State).Ascii(ColumnLengths.Word);
        builder.Property(r => r.KeyName).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.KeyId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Owner).HasMaxLength(ColumnLengths.Text);
    }
}
