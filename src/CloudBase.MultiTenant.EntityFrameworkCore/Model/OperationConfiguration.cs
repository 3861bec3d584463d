using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class OperationConfiguration : IEntityTypeConfiguration<OperationRow>
{
    public void Configure(EntityTypeBuilder<OperationRow> builder)
    {
        builder.ToTable("CloudBaseOperations");
        builder.HasKey(r => r.Id);
        builder.HasIndex(r => new { r.Account, r.IsOpen, r.DueAt, r.Id });
        builder.HasIndex(r => new { r.Account, r.CreatedAt, r.Id });
        builder.HasIndex(r => new { r.Account, r.TenantHash, r.CreatedAt, r.Id });
        builder.Property(r => r.Id).Ascii(ColumnLengths.Operation);
        builder.Property(r => r.Kind).Ascii(ColumnLengths.Word);
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.TenantHash).Ascii(ColumnLengths.Hash);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).Ascii(ColumnLengths.Name);
        builder.Property(r => r.State).Ascii(ColumnLengths.Word);
        builder.Property(r => r.LeaseOwner).HasMaxLength(ColumnLengths.Text);
    }
}
