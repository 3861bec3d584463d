using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>The name that a template's snapshot has with its provider: the record outside the snapshot of what is in it.</summary>
/// <param name="Template">The template's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Definition">A hash of what defines it, 16 hex digits.</param>
/// <param name="Manifest">The beginning of the SHA-256 of the manifest's file: 32 hex digits, which nobody finds a second file for.</param>
internal sealed partial record SnapshotName(string Template, string Version, string Definition, string Manifest)
{
    /// <summary>Finds the name in what a provider made of it (a prefix of the team, a tag behind it); null where it is none of ours.</summary>
    public static SnapshotName? Find(string? text)
    {
        Match match = Form().Match(text ?? string.Empty);
        return match.Success
            ? new SnapshotName(match.Groups[1].Value, match.Groups[2].Value.Replace('-', '.'), match.Groups[3].Value, match.Groups[4].Value)
            : null;
    }

    public static string DefinitionOf(SandboxTemplate template) => TextDigest.Of(
    [
        template.Base,
        template.PrepareScript,
        template.CheckCommand,
        template.AllowInternet ? "internet" : null,
        .. template.Files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => (string[])[f.Key, f.Value]),
    ]);

    public static string HashOf(ReadOnlySpan<byte> manifest) => Convert.ToHexStringLower(SHA256.HashData(manifest))[..32];

    public override string ToString() => $"cbmt_{Template}_{Version.Replace('.', '-')}_{Definition}_{Manifest}";

    [GeneratedRegex("(?:^|[/:])cbmt_([a-z0-9-]{1,40})_([a-z0-9-]{1,32})_([0-9a-f]{16})_([0-9a-f]{32})(?:$|[:@])", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
