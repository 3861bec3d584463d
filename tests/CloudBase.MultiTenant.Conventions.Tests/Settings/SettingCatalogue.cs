using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Every setting of every package, read off what the packages bind and which rules they state. Nothing is listed by hand.</summary>
internal static partial class SettingCatalogue
{
    /// <summary>A pool of this name stands for all pools: the schema takes any name, and the reference says NAME.</summary>
    public const string PoolName = "name";

    private static readonly Lazy<IReadOnlyList<Setting>> s_all = new(Read);

    public static IReadOnlyList<Setting> All => s_all.Value;

    /// <summary>Gets the bound types with their section; the root's section is empty.</summary>
    public static IReadOnlyList<(string Section, Type Type)> Parts { get; } = [.. Tree(Services()).Parts.OrderBy(p => p.Path, StringComparer.Ordinal)];

    private static IReadOnlyList<Setting> Read()
    {
        using ServiceProvider services = Services().BuildServiceProvider();
        Dictionary<string, SettingRule> rules = new(StringComparer.Ordinal);
        foreach ((string section, Type type) in Parts)
        {
            foreach (ISettingsValidator validator in services.GetServices(typeof(Microsoft.Extensions.Options.IValidateOptions<>).MakeGenericType(type)).OfType<ISettingsValidator>())
            {
                foreach ((string option, SettingRule rule) in validator.Declare())
                {
                    rules.Add(section.Length == 0 ? option : $"{section}:{option}", rule);
                }
            }
        }

        List<Setting> settings = [];
        foreach ((string section, Type type) in Parts)
        {
            XmlDocs docs = new(type.Assembly);
            object defaults = Activator.CreateInstance(type)!;
            foreach (PropertyInfo property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => IsSetting(p.PropertyType)))
            {
                string key = section.Length == 0 ? property.Name : $"{section}:{property.Name}";
                XElement? documentation = docs.Find(property);
                settings.Add(new Setting(
                    type.Assembly.GetName().Name!, section, property, rules.GetValueOrDefault(key, SettingRule.None), property.GetValue(defaults),
                    Meaning(documentation), Sentence(documentation?.Element("value"))));
            }
        }

        return settings;
    }

    private static ConfigurationTree Tree(IServiceCollection services) => ConfigurationTree.Of(services);

    private static ServiceCollection Services()
    {
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(new ConfigurationBuilder().Build().GetSection("CloudBase"))
            .UseEmulator().AddWhiteLabelIsolation().AddCamSubAccountIsolation().AddE2BSandboxes().AddAgentSandboxes().AddEnvironmentPool().AddSandboxPool(PoolName)
            .UseSqliteStore("never-opened.db").ProtectSecretsWithDataProtection();
        services.AddHealthChecks().AddCloudBase();
        return services;
    }

    private static bool IsSetting(Type type) =>
        ConfigurationValue.IsKnown(type) || typeof(IEnumerable<string>).IsAssignableFrom(type) || typeof(IDictionary<string, int>).IsAssignableFrom(type);

    private static string Meaning(XElement? documentation)
    {
        string text = Sentence(documentation?.Element("summary")) ?? string.Empty;
        text = GetsOrSets().Replace(text, string.Empty, 1);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>The text of an element in one line, with code and references as their words.</summary>
    private static string? Sentence(XElement? element) =>
        element is null ? null : Spaces().Replace(string.Concat(element.Nodes().Select(Word)), " ").Trim();

    private static string Word(XNode node) => node switch
    {
        XText text => text.Value,
        XElement e when e.Attribute("cref") is { } cref => cref.Value[(cref.Value.LastIndexOf('.') + 1)..],
        XElement e => e.Value,
        _ => string.Empty,
    };

    [GeneratedRegex("^Gets (or sets )?")]
    private static partial Regex GetsOrSets();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
