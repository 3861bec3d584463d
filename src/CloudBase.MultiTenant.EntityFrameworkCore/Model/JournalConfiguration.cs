using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class JournalConfiguration : IEntityTypeConfiguration<JournalRow>
{
    public void Configure(EntityTypeBuilder<JournalRow> builder)
    {
        builder.ToTable("CloudBaseJournal");
        builder.HasKey(r => new { r.Operation, r.Sequence });
        builder.Property(r => r.Operation).Ascii(ColumnLengths.Operation);
        builder.Property(r => r.Sequence).ValueGeneratedNever();
        builder.Property(r => r.Kind).Ascii(ColumnLengths.Word);
    }
}
