using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

internal sealed class SandboxMemberConfiguration : IEntityTypeConfiguration<SandboxMemberRow>
{
    public void Configure(EntityTypeBuilder<SandboxMemberRow> builder)
    {
        builder.ToTable("CloudBaseSandboxMembers");
        builder.HasKey(r => new { r.Account, r.Id });

        // Claims, both of the pool's ceilings and its counts are answered by the first index alone.
        builder.HasIndex(r => new { r.Account, r.Pool, r.State, r.Template, r.TenantHash, r.CreatedAt, r.Id }).HasDatabaseName("IX_CloudBaseSandboxMembers_Pool");
        builder.HasIndex(r => new { r.Account, r.TenantHash, r.CreatedAt, r.Id }).HasDatabaseName("IX_CloudBaseSandboxMembers_Tenant");
        builder.HasIndex(r => new { r.Account, r.DueAt, r.Id }).HasDatabaseName("IX_CloudBaseSandboxMembers_Due");
        builder.Property(r => r.Account).Ascii(ColumnLengths.Name);
        builder.Property(r => r.Id).Ascii(ColumnLengths.Member);
        builder.Property(r => r.Pool).HasMaxLength(ColumnLengths.Member);
        builder.Property(r => r.State).Ascii(ColumnLengths.Word);
        builder.Property(r => r.Template).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Provider).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.SandboxId).AsciiOrNull(ColumnLengths.SandboxId);
        builder.Property(r => r.TenantHash).AsciiOrNull(ColumnLengths.Hash);
        builder.Property(r => r.TenantId).HasMaxLength(ColumnLengths.Text);
        builder.Property(r => r.Environment).AsciiOrNull(ColumnLengths.Name);
        builder.Property(r => r.Owner).HasMaxLength(ColumnLengths.Text);
    }
}
