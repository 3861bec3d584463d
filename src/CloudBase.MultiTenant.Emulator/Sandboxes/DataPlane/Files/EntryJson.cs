using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>Writes what is at a path, as filesystem.Filesystem does.</summary>
internal static class EntryJson
{
    public static void Write(Utf8JsonWriter json, SandboxedFile file)
    {
        json.WriteStartObject();
        json.WriteString("name", file.Name);
        json.WriteString("type", TypeOf(file.Type));
        json.WriteString("path", file.Path);
        json.WriteString("size", file.Size.ToString(CultureInfo.InvariantCulture));
        json.WriteNumber("mode", file.Mode);
        json.WriteString("permissions", Permissions(file));
        json.WriteString("owner", file.Owner);
        json.WriteString("group", file.Group);
        json.WriteString("modifiedTime", file.ModifiedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        if (file.LinkTarget is { } target)
        {
            json.WriteString("symlinkTarget", target);
        }

        json.WriteEndObject();
    }

    private static string TypeOf(SandboxedFileType type) => type switch
    {
        SandboxedFileType.File => "FILE_TYPE_FILE",
        SandboxedFileType.Directory => "FILE_TYPE_DIRECTORY",
        SandboxedFileType.SymbolicLink => "FILE_TYPE_SYMLINK",
        _ => "FILE_TYPE_UNSPECIFIED",
    };

    private static string Permissions(SandboxedFile file)
    {
        const string Bits = "rwxrwxrwx";
        var kind = file.Type switch
        {
            SandboxedFileType.Directory => 'd',
            SandboxedFileType.SymbolicLink => 'L',
            _ => '-',
        };
        return string.Create(10, (kind, file.Mode), static (span, state) =>
        {
            span[0] = state.kind;
            for (var bit = 0; bit < 9; bit++)
            {
                span[bit + 1] = (state.Mode & (1 << (8 - bit))) != 0 ? Bits[bit] : '-';
            }
        });
    }
}
