using System.Reflection;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Conventions.Tests.Secrets;
using CloudBase.MultiTenant.Conventions.Tests.Support;

namespace CloudBase.MultiTenant.Conventions.Tests.Telemetry;

/// <summary>docs/reference/telemetry.md against what a run showed: neither may name what the other lacks.</summary>
internal static partial class TelemetryPage
{
    public static IEnumerable<string> Differences(FullHost host)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "reference", "telemetry.md"));
        HashSet<string> spans = [.. host.SpanTags.Keys.Select(s => $"span {s.Span} ({s.Kind}) with {s.Tag}")];
        HashSet<string> metrics = [.. host.Instruments.Keys.SelectMany(name =>
            host.Tags.Where(t => t.Instrument == name && t.Tag.Length > 0).Select(t => t.Tag).Distinct().DefaultIfEmpty("no tag").Select(tag => $"metric {name} with {tag}"))];
        IEnumerable<string> tags = host.SpanTags.Keys.Select(s => s.Tag).Concat(host.Tags.Select(t => t.Tag).Where(t => t.Length > 0)).Distinct().Select(t => $"tag {t}");
        HashSet<string> shown = [.. spans, .. metrics, .. tags];
        HashSet<string> named =
        [
            .. Rows(page, "Spans").SelectMany(r => Codes(r[^1]).Select(tag => $"span {Codes(r[0]).First()} ({r[1]}) with {tag}")),
            .. Rows(page, "Metrics").SelectMany(r => Codes(r[^1]).DefaultIfEmpty("no tag").Select(tag => $"metric {Codes(r[0]).First()} with {tag}")),
            .. Rows(page, "Tags").Select(r => $"tag {Codes(r[0]).First()}"),
        ];
        return shown.Except(named).Select(s => $"{s}: the run showed it, and docs/reference/telemetry.md does not name it")
            .Concat(named.Except(shown).Select(s => $"{s}: docs/reference/telemetry.md names it, and no run showed it"))
            .Concat(Unnamed(typeof(CloudBaseSpans), host.SpanTags.Keys.Select(s => s.Span).Where(s => s[0] != '{')))
            .Concat(Unnamed(typeof(CloudBaseTags), host.SpanTags.Keys.Select(s => s.Tag).Concat(host.Tags.Select(t => t.Tag)).Where(t => t.Length > 0)));
    }

    private static IEnumerable<string> Unnamed(Type constants, IEnumerable<string> shown)
    {
        HashSet<string> known = [.. constants.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetValue(null)!)];
        HashSet<string> seen = [.. shown];
        return seen.Except(known).Select(s => $"{s}: no constant of {constants.Name} has this name").Concat(known.Except(seen).Select(s => $"{s}: a constant of {constants.Name} that no run showed"));
    }

    /// <summary>The rows of the table under a heading, by their cells.</summary>
    private static IEnumerable<string[]> Rows(string page, string heading)
    {
        string section = page.Split($"\n## {heading}\n").ElementAtOrDefault(1)?.Split("\n## ")[0] ?? throw new InvalidDataException($"docs/reference/telemetry.md has no section '{heading}'.");
        return section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries));
    }

    private static IEnumerable<string> Codes(string cell) => Code().Matches(cell).Select(m => m.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
