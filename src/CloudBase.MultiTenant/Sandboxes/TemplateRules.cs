using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Refuses a template or a start that cannot be, before anything is started.</summary>
internal static class TemplateRules
{
    private const int LongestName = 40;
    private const int LongestVersion = 32;

    public static void Check(SandboxTemplate template)
    {
        ArgumentNullException.ThrowIfNull(template);
        if (template.Name is not { Length: >= 1 and <= LongestName } || template.Name.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            throw new ArgumentException($"The template's name '{template.Name}' cannot be: give 1 to {LongestName} of a-z, 0-9 and '-'.", nameof(template));
        }

        if (template.Version is not { Length: >= 1 and <= LongestVersion } || template.Version.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789."))
        {
            throw new ArgumentException($"The version '{template.Version}' of template '{template.Name}' cannot be: give 1 to {LongestVersion} of a-z, 0-9 and '.', such as 1.2.0.", nameof(template));
        }

        if (string.IsNullOrWhiteSpace(template.Base))
        {
            throw new ArgumentException($"Template '{template.Name}' has no Base: name the provider's template that it begins with.", nameof(template));
        }

        Within(template, nameof(template.PrepareTimeout), template.PrepareTimeout, TimeSpan.FromHours(1));
        Within(template, nameof(template.CheckTimeout), template.CheckTimeout, TimeSpan.FromMinutes(10));
        foreach (string path in template.Files.Keys)
        {
            if (IsNoFilePath(path))
            {
                throw new ArgumentException($"Template '{template.Name}' has a file at '{path}': give a relative path in the home, without '.' and '..' in it, and not in {HomePaths.Own}.", nameof(template));
            }
        }
    }

    /// <summary>Whether a template's file cannot stand at this path.</summary>
    public static bool IsNoFilePath(string path)
    {
        string[] parts = path.Split('/');
        return path.Contains('\0', StringComparison.Ordinal) || parts.Any(p => p is "" or "." or "..") || parts[0] == HomePaths.Own;
    }

    public static void Check(SandboxTemplate template, SandboxStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.Template is not null || start.Snapshot is not null)
        {
            throw new ArgumentException($"The start names {(start.Template is null ? "a snapshot" : "a template")} of its own: what template '{template.Name}' is started from follows from the template.", nameof(start));
        }
    }

    public static ISandboxProvider Provider(SandboxTemplate template, IReadOnlyList<ISandboxProvider> providers)
    {
        string names = providers.Count == 0 ? "none is there: add one, such as AddE2BSandboxes()" : string.Join(", ", providers.Select(p => p.Name));
        if (template.Provider is null)
        {
            return providers.Count == 1 ? providers[0]
                : throw new InvalidOperationException($"Template '{template.Name}' names no provider, and there has to be one for that ({names}). Set Provider.");
        }

        return providers.FirstOrDefault(p => p.Name == template.Provider)
            ?? throw new InvalidOperationException($"Template '{template.Name}' names the provider '{template.Provider}', which is not there ({names}).");
    }

    private static void Within(SandboxTemplate template, string name, TimeSpan value, TimeSpan most)
    {
        if (value < TimeSpan.FromSeconds(1) || value > most)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Template '{template.Name}' has {name} {value}: give {TimeSpan.FromSeconds(1)} to {most}."), nameof(template));
        }
    }
}
