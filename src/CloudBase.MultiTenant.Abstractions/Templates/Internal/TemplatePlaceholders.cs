using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Placeholders in a template's texts: <c>{{name}}</c>, with names from a list that is allowed.</summary>
internal static partial class TemplatePlaceholders
{
    public const string VariablePrefix = "variables.";

    public static readonly string[] Known = ["tenant.id", "tenant.environment", "tenant.alias", "tenant.region", "deployment.name"];

    public static string Allowed { get; } = string.Join(", ", Known.Select(k => $"{{{{{k}}}}}")) + ", {{variables.NAME}}";

    /// <summary>Gets the names in a text.</summary>
    public static IEnumerable<string> In(string text) => Pattern().Matches(text).Select(m => m.Groups[1].Value);

    public static bool IsAllowed(string name) => Known.Contains(name, StringComparer.Ordinal) || VariableName().IsMatch(name);

    /// <summary>Puts values in place of names; a name without a value stays as it is.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values) =>
        Pattern().Replace(text, m => values.TryGetValue(m.Groups[1].Value, out string? value) ? value : m.Value);

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"^variables\.[A-Za-z_][A-Za-z0-9_.-]{0,127}\z")]
    private static partial Regex VariableName();
}
