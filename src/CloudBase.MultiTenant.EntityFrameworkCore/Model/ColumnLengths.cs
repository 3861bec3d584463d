using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Model;

/// <summary>The lengths that the id types allow, for providers that index no text of unknown length.</summary>
internal static class ColumnLengths
{
    public const int Name = 40;
    public const int Hash = 64;
    public const int EnvironmentId = 128;
    public const int SandboxId = 128;
    public const int Member = 128;
    public const int Alias = 20;
    public const int Operation = 29;
    public const int Word = 32;
    public const int Step = 128;
    public const int Text = 256;

    public static PropertyBuilder<string> Ascii(this PropertyBuilder<string> property, int length) => property.HasMaxLength(length).IsUnicode(false);

    public static PropertyBuilder<string?> AsciiOrNull(this PropertyBuilder<string?> property, int length) =>
        property.HasMaxLength(length).IsUnicode(false);
}
