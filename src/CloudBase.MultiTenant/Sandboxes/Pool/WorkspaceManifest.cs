using System.Globalization;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What the home of a sandbox held: one hash over names, permissions and contents, and how much it was.</summary>
/// <param name="Hash">The SHA-256, 64 hex digits.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record WorkspaceManifest(string Hash, int Files, long Bytes)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Hash} {Files} {Bytes}");

    public static WorkspaceManifest? Parse(string? text) =>
        text?.Split(' ') is [{ Length: 64 } hash, string files, string bytes]
        && int.TryParse(files, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out long size)
            ? new WorkspaceManifest(hash, count, size)
            : null;
}
