using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace CloudBase.MultiTenant.Options;

/// <summary>Reads one level of configuration into an options object and says everything that is wrong with it at once.</summary>
/// <remarks>
/// Written by hand because the configuration binder stops at the first problem, does not show the value, knows no closest name,
/// and needs reflection that trimming cannot follow.
/// </remarks>
internal static class SectionReader
{
    /// <summary>Reads the values under <paramref name="section"/>.</summary>
    /// <param name="section">The section.</param>
    /// <param name="type">The type of the options; its public properties are the known keys.</param>
    /// <param name="target">What to set; null only looks for problems.</param>
    /// <param name="subsections">Keys that others read.</param>
    /// <param name="problems">Takes the problems.</param>
    public static void Read(
        IConfiguration section,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type,
        object? target,
        IReadOnlyCollection<string> subsections,
        ICollection<string> problems)
    {
        PropertyInfo[] properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (subsections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                if (!string.IsNullOrEmpty(child.Value))
                {
                    problems.Add($"{CloudBaseErrorCodes.MisshapenSetting}: {child.Path} has a value of its own, but is a section: give the options below it.");
                }

                continue;
            }

            PropertyInfo? property = Array.Find(properties, p => string.Equals(p.Name, child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
            {
                problems.Add(Unknown(child, properties.Where(IsReadable).Select(p => p.Name).Concat(subsections)));
            }
            else if (!IsReadable(property))
            {
                problems.Add($"{CloudBaseErrorCodes.CodeOnlySetting}: {child.Path} cannot be given by configuration: set {type.Name}.{property.Name} in code.");
            }
            else
            {
                ReadProperty(child, property, target, problems);
            }
        }
    }

    private static string Unknown(IConfigurationSection child, IEnumerable<string> known)
    {
        string[] names = [.. known.Order(StringComparer.Ordinal)];
        string wayOut = ClosestName.Find(child.Key, names) is { } closest
            ? $"did you mean {closest}?"
            : $"known here: {(names.Length == 0 ? "nothing" : string.Join(", ", names))}.";
        string missing = child.GetChildren().Any() ? " Or the call that reads this section is missing." : string.Empty;
        return $"{CloudBaseErrorCodes.UnknownSetting}: {child.Path} is read by nothing: {wayOut}{missing}";
    }

    private static bool IsReadable(PropertyInfo property) =>
        (property.SetMethod?.IsPublic == true && (ConfigurationValue.IsKnown(property.PropertyType) || property.PropertyType == typeof(string[])))
        || typeof(IList<string>).IsAssignableFrom(property.PropertyType)
        || property.PropertyType == typeof(IReadOnlyList<string>)
        || DictionaryValue(property.PropertyType) is not null;

    private static void ReadProperty(IConfigurationSection child, PropertyInfo property, object? target, ICollection<string> problems)
    {
        Type type = property.PropertyType;
        bool hasParts = child.GetChildren().Any();
        if (ConfigurationValue.IsKnown(type))
        {
            if (hasParts)
            {
                problems.Add($"{CloudBaseErrorCodes.MisshapenSetting}: {child.Path} takes one value ({ConfigurationValue.Hint(type)}), but has parts: {Parts(child)}.");
            }
            else
            {
                ReadValue(child, property, target, problems);
            }

            return;
        }

        if (!hasParts && !string.IsNullOrEmpty(child.Value))
        {
            problems.Add($"{CloudBaseErrorCodes.MisshapenSetting}: {child.Path} takes several values, but has one: write it as a list or as named parts.");
        }
        else if (DictionaryValue(type) is { } valueType)
        {
            ReadDictionary(child, property, valueType, target, problems);
        }
        else if (!hasParts && child.Value is null)
        {
            problems.Add($"{CloudBaseErrorCodes.MisshapenSetting}: {child.Path} is null, but takes several values: write a list, which may be empty, or leave it out.");
        }
        else
        {
            ReadList(child, property, target, problems);
        }
    }

    // Null and, for numbers that may be null, an empty environment variable say "none"; an empty text is more likely a variable that was not set.
    private static void ReadValue(IConfigurationSection child, PropertyInfo property, object? target, ICollection<string> problems)
    {
        Type type = property.PropertyType;
        bool isNone = child.Value is null || (child.Value.Length == 0 && Nullable.GetUnderlyingType(type) is not null);
        if (isNone && type.IsValueType && Nullable.GetUnderlyingType(type) is null)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {child.Path} is null: write {ConfigurationValue.Hint(type)}, or leave it out.");
        }
        else if (child.Value is "" && !type.IsValueType)
        {
            problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {child.Path} is empty: write {ConfigurationValue.Hint(type)}, or leave it out.");
        }
        else if (isNone)
        {
            if (target is not null)
            {
                property.SetValue(target, null);
            }
        }
        else if (Parse(child, type, property.Name, problems) is { } value && target is not null)
        {
            property.SetValue(target, value);
        }
    }

    // What configuration lists replaces the default: added to it, a default could never be taken away.
    private static void ReadList(IConfigurationSection child, PropertyInfo property, object? target, ICollection<string> problems)
    {
        List<string> items = [];
        foreach (IConfigurationSection item in child.GetChildren())
        {
            if (string.IsNullOrWhiteSpace(item.Value))
            {
                problems.Add($"{CloudBaseErrorCodes.InvalidSetting}: {item.Path} is empty: give a text or leave it out.");
            }
            else
            {
                items.Add(item.Value);
            }
        }

        if (target is null)
        {
            return;
        }

        if (property.SetMethod?.IsPublic == true)
        {
            property.SetValue(target, property.PropertyType == typeof(string[]) ? items.ToArray() : items);
        }
        else if (property.GetValue(target) is IList<string> list)
        {
            list.Clear();
            items.ForEach(list.Add);
        }
    }

    private static void ReadDictionary(IConfigurationSection child, PropertyInfo property, Type valueType, object? target, ICollection<string> problems)
    {
        object? dictionary = target is null ? null : property.GetValue(target);
        foreach (IConfigurationSection entry in child.GetChildren())
        {
            object? value = Parse(entry, valueType, property.Name, problems);
            switch (dictionary)
            {
                case IDictionary<string, string> texts when value is string text:
                    texts[entry.Key] = text;
                    break;
                case IDictionary<string, int> numbers when value is int number:
                    numbers[entry.Key] = number;
                    break;
                case IDictionary<string, double> shares when value is double share:
                    shares[entry.Key] = share;
                    break;
            }
        }
    }

    private static Type? DictionaryValue(Type type) =>
        typeof(IDictionary<string, string>).IsAssignableFrom(type) ? typeof(string)
        : typeof(IDictionary<string, int>).IsAssignableFrom(type) ? typeof(int)
        : typeof(IDictionary<string, double>).IsAssignableFrom(type) ? typeof(double)
        : null;

    private static object? Parse(IConfigurationSection child, Type type, string name, ICollection<string> problems)
    {
        string text = child.Value ?? string.Empty;
        if (ConfigurationValue.TryParse(type, text, out object? value))
        {
            return value;
        }

        // What stands before an '@' of an address may be a password.
        string shown = type == typeof(Uri) && text.LastIndexOf('@') is >= 0 and int at ? "…" + text[(at + 1)..] : text;
        problems.Add($"{CloudBaseErrorCodes.UnreadableSetting}: {child.Path} is {Shown.Value(name, shown)}, which cannot be read: write {ConfigurationValue.Hint(type)}.");
        return null;
    }

    private static string Parts(IConfigurationSection child) => string.Join(", ", child.GetChildren().Select(c => c.Key));
}
