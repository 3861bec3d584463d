using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class SharedRecordConfiguration : IEntityTypeConfiguration<SharedRecordRow>
{
    public void Configure(EntityTypeBuilder<SharedRecordRow> builder)
    {
        builder.ToTable("CloudBaseSharedRecords");
        builder.HasKey(r => new { r.Account, r.Kind, r.Name });
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.Kind).HasMaxLength(ColumnLengths.Name);
        builder.Property(r => r.Name).HasMaxLength(ColumnLengths.Step);
    }
}
