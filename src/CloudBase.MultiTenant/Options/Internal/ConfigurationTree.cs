using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Options;

/// <summary>The configuration sections that were given, and who reads which part of them.</summary>
internal sealed class ConfigurationTree
{
    private readonly List<IConfiguration> _roots = [];
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
        return tree;
    }

    /// <summary>Gets the path of the newest section, or null when none was given or it is the whole configuration.</summary>
    public string? Path => (_roots.LastOrDefault() as IConfigurationSection)?.Path;

    public void AddRoot(IConfiguration root)
    {
        if (!_roots.Contains(root))
        {
            _roots.Add(root);
        }
    }

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
        string prefix = path.Length == 0 ? string.Empty : path + ConfigurationPath.KeyDelimiter;
        string[] below =
        [
            .. _parts.Keys.Where(p => p.Length > prefix.Length && p.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                .Select(p => p[prefix.Length..].Split(ConfigurationPath.KeyDelimiter)[0]).Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        foreach (IConfiguration root in _roots)
        {
            SectionReader.Read(path.Length == 0 ? root : root.GetSection(path), _parts[path].Type, target, below, problems);
        }
    }

    private sealed class Part([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type)
    {
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)]
        public Type Type { get; } = type;
    }
}
