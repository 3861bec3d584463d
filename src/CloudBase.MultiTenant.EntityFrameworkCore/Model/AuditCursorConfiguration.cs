using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class AuditCursorConfiguration : IEntityTypeConfiguration<AuditCursorRow>
{
    public void Configure(EntityTypeBuilder<AuditCursorRow> builder)
    {
        builder.ToTable("CloudBaseAuditCursors");
        builder.HasKey(r => r.Sink);
        builder.Property(r => r.Sink).HasMaxLength(ColumnLengths.Step);
    }
}
