using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Options;

/// <summary>The configuration sections that were given, and who reads which part of them.</summary>
internal sealed class ConfigurationTree
{
    private readonly List<IConfiguration> _roots = [];
    private readonly List<(string Path, IConfigurationSection Section)> _overlays = [];
    private readonly Dictionary<string, Part> _parts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the tree that belongs to a service collection.</summary>
    public static ConfigurationTree Of(IServiceCollection services)
    {
        if (services.LastOrDefault(d => d.ServiceType == typeof(ConfigurationTree))?.ImplementationInstance is ConfigurationTree found)
        {
            return found;
        }

        ConfigurationTree tree = new();
        services.AddSingleton(tree);
        services.AddSingleton(new SettingPaths(tree));
        return tree;
    }

    /// <summary>Gets every kind of options that is bound, by its path below the section.</summary>
    public IEnumerable<(string Path, Type Type)> Parts => _parts.Select(p => (p.Key, p.Value.Type));

    /// <summary>The whole path of an option: in the section that has it, else in the newest. Null when no section was given.</summary>
    public string? FindPath(Type type, string option) =>
        _parts.FirstOrDefault(p => p.Value.Type == type) is { Key: { } part } ? FindPath(part, option) : null;

    /// <summary>The whole path of an option of the part at <paramref name="part"/>, where several parts have one type.</summary>
    public string? FindPath(string part, string option)
    {
        if (option.Length > 0 && _overlays.FindLast(o => IsAt(o.Path, part) && o.Section.GetSection(option).Exists()).Section is { } overlay)
        {
            return Join(overlay.Path, option);
        }

        if (_roots.Count == 0)
        {
            return null;
        }

        string key = Join(part, option);
        IConfiguration root = _roots.FindLast(r => key.Length > 0 && r.GetSection(key).Exists()) ?? _roots[^1];
        return Join((root as IConfigurationSection)?.Path, key) is { Length: > 0 } path ? path : null;
    }

    /// <summary>Whether a path is one of a section that was given, and stands with the same value in a host's configuration.</summary>
    public bool WasReadFrom(IConfiguration host, string path) => _roots.OfType<IConfigurationSection>().Any(s =>
        path.StartsWith(s.Path + ConfigurationPath.KeyDelimiter, StringComparison.OrdinalIgnoreCase) && s[path[(s.Path.Length + 1)..]] == host[path]);

    public void AddRoot(IConfiguration root)
    {
        if (!_roots.Contains(root))
        {
            _roots.Add(root);
        }
    }

    /// <summary>Adds values for one part, which win over those of the sections.</summary>
    public void AddOverlay(string path, IConfigurationSection section) => _overlays.Add((path, section));

    /// <summary>Says that <paramref name="type"/> reads the section at <paramref name="path"/>; false when it was said before.</summary>
    public bool TryAddPart(string path, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        if (_parts.TryGetValue(path, out Part? known))
        {
            return known.Type == type
                ? false
                : throw new ArgumentException($"{CloudBaseErrorCodes.SectionBoundTwice}: The section '{path}' is bound to {known.Type.Name} already: bind {type.Name} to another section.", nameof(path));
        }

        _parts.Add(path, new Part(type));
        return true;
    }

    /// <summary>Sets what configuration says of the part at <paramref name="path"/>; empty for the root.</summary>
    public void Read(string path, object target)
    {
        List<string> ignored = [];
        Read(path, target, ignored);
    }

    /// <summary>Finds everything that is wrong with the part at <paramref name="path"/>.</summary>
    public IReadOnlyList<string> FindProblems(string path)
    {
        List<string> problems = [];
        Read(path, null, problems);
        return problems;
    }

    private void Read(string path, object? target, List<string> problems)
    {
        foreach (IConfiguration root in _roots)
        {
            SectionReader.Read(path.Length == 0 ? root : root.GetSection(path), _parts[path].Type, target, Below(path), problems);
            ReadGaps(root, path, problems);
        }

        foreach ((string _, IConfigurationSection section) in _overlays.Where(o => IsAt(o.Path, path)))
        {
            SectionReader.Read(section, _parts[path].Type, target, [], problems);
        }
    }

    // A level that only holds sections has no options of its own, and would hide a misspelt section.
    private void ReadGaps(IConfiguration root, string path, List<string> problems)
    {
        foreach (string gap in Below(path).Select(name => Join(path, name)).Where(name => !_parts.ContainsKey(name)))
        {
            SectionReader.Read(root.GetSection(gap), typeof(object), null, Below(gap), problems);
            ReadGaps(root, gap, problems);
        }
    }

    /// <summary>The sections directly below a path.</summary>
    private string[] Below(string path)
    {
        string prefix = path.Length == 0 ? string.Empty : path + ConfigurationPath.KeyDelimiter;
        return
        [
            .. _parts.Keys.Where(p => p.Length > prefix.Length && p.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Select(p => p[prefix.Length..].Split(ConfigurationPath.KeyDelimiter)[0]).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static bool IsAt(string path, string part) => string.Equals(path, part, StringComparison.OrdinalIgnoreCase);

    private static string Join(string? above, string below) =>
        string.Join(ConfigurationPath.KeyDelimiter, new[] { above, below }.Where(p => !string.IsNullOrEmpty(p)));

    private sealed class Part([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
        public Type Type { get; } = type;
    }
}
