using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class AuditConfiguration : IEntityTypeConfiguration<AuditRow>
{
    public void Configure(EntityTypeBuilder<AuditRow> builder)
    {
        builder.ToTable("CloudBaseAudit");
        builder.HasKey(r => r.Sequence);
        builder.Property(r => r.Sequence).ValueGeneratedNever();
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).Ascii(ColumnLengths.Name);
        builder.Property(r => r.Operation).AsciiOrNull(ColumnLengths.Operation);
        builder.Property(r => r.Outcome).Ascii(ColumnLengths.Word);
    }
}
