using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class StoreConfiguration : IEntityTypeConfiguration<StoreRow>
{
    public void Configure(EntityTypeBuilder<StoreRow> builder)
    {
        builder.ToTable("CloudBaseStore");
        builder.HasKey(r => r.Id);
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Deployment).AsciiOrNull(ColumnLengths.Name);
        builder.Property(r => r.MarkerKey).AsciiOrNull(ColumnLengths.Hash);
        builder.HasData(new StoreRow { Id = 1 });
    }
}
