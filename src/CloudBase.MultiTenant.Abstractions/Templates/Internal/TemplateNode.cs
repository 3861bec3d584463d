using System.Text.Json;
using System.Text.RegularExpressions;

namespace CloudBase.MultiTenant.Templates;

/// <summary>A place in a template's JSON; what breaks a rule is collected with its path.</summary>
internal readonly struct TemplateNode(JsonElement value, string path, List<TemplateProblem> problems)
{
    private const int LongestShown = 60;

    public JsonElement Value => value;

    /// <summary>Gets the last name of the path, as a member of an object has it.</summary>
    public string Name { get; private init; } = string.Empty;

    public bool IsKind(JsonValueKind kind, string rule)
    {
        bool isKind = value.ValueKind == kind;
        MustBe(isKind, rule);
        return isKind;
    }

    /// <summary>Refuses what is no object, and members that are none of these.</summary>
    public bool IsObject(params ReadOnlySpan<string> members)
    {
        if (!IsKind(JsonValueKind.Object, "an object"))
        {
            return false;
        }

        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (!members.Contains(member.Name))
            {
                problems.Add(new TemplateProblem($"{path}.{member.Name}", string.Empty, path == "$" && TemplateWords.Unsupported.Contains(member.Name, StringComparer.OrdinalIgnoreCase)
                    ? $"the module '{member.Name}' is not supported yet: take it out, and set it up by other means"
                    : $"it is not known here; there is: {string.Join(", ", members.ToArray())}"));
            }
        }

        return true;
    }

    public TemplateNode? Member(string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out JsonElement member) ? new TemplateNode(member, $"{path}.{name}", problems) : null;

    public TemplateNode? Required(string name)
    {
        TemplateNode? member = Member(name);
        if (member is null)
        {
            problems.Add(new TemplateProblem($"{path}.{name}", string.Empty, "it is required"));
        }

        return member;
    }

    public IEnumerable<TemplateNode> Members()
    {
        foreach (JsonProperty member in value.EnumerateObject())
        {
            yield return new TemplateNode(member.Value, $"{path}['{member.Name}']", problems) { Name = member.Name };
        }
    }

    public string? Text(string name, bool required)
    {
        if ((required ? Required(name) : Member(name)) is not { } member || !member.IsKind(JsonValueKind.String, "a text"))
        {
            return null;
        }

        string text = member.Value.GetString()!;
        member.MustBe(text.Length > 0, "a text that is not empty");
        return text.Length > 0 ? text : null;
    }

    public string Matching(string name, Regex pattern, string rule)
    {
        if (Text(name, required: true) is not { } text)
        {
            return string.Empty;
        }

        Must(pattern.IsMatch(text), name, rule);
        return text;
    }

    public bool Flag(string name, bool required)
    {
        if ((required ? Required(name) : Member(name)) is not { } member)
        {
            return false;
        }

        member.MustBe(member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False, "true or false");
        return member.Value.ValueKind == JsonValueKind.True;
    }

    public int Number(string name, int least, int most, int otherwise, bool required = false)
    {
        if ((required ? Required(name) : Member(name)) is not { } member)
        {
            return otherwise;
        }

        int number = otherwise;
        bool isRight = member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out number) && number >= least && number <= most;
        member.MustBe(isRight, least == most ? $"{least}, the format that this version reads" : $"a whole number of {least} to {most}");
        return isRight ? number : otherwise;
    }

    /// <summary>Reads a list whose items have unique names.</summary>
    public IReadOnlyList<T> List<T>(string name, Func<TemplateNode, T?> read, Func<T, string> nameOf, int most, int least = 0)
        where T : class
    {
        List<T> items = [];
        if ((least > 0 ? Required(name) : Member(name)) is not { } member || !member.IsKind(JsonValueKind.Array, "an array"))
        {
            return items;
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        foreach ((int i, JsonElement element) in member.Value.EnumerateArray().Index())
        {
            var node = new TemplateNode(element, $"{path}.{name}[{i}]", problems);
            if (read(node) is { } item)
            {
                node.MustBe(nameOf(item).Length == 0 || names.Add(nameOf(item)), $"'{nameOf(item)}' stands here twice");
                items.Add(item);
            }
        }

        int count = member.Value.GetArrayLength();
        member.MustBe(count >= least && count <= most, $"{least} to {most} of them");
        return items;
    }

    public void Must(bool holds, string name, string rule)
    {
        if (!holds)
        {
            problems.Add(new TemplateProblem($"{path}.{name}", Member(name) is { } member ? Shown(member.Value) : string.Empty, rule));
        }
    }

    public void MustBe(bool holds, string rule)
    {
        if (!holds)
        {
            problems.Add(new TemplateProblem(path, Shown(value), rule));
        }
    }

    public void CheckPlaceholders(string text)
    {
        foreach (string name in TemplatePlaceholders.In(text).Where(n => !TemplatePlaceholders.IsAllowed(n)))
        {
            problems.Add(new TemplateProblem(path, $"\"{{{{{name}}}}}\"", $"a placeholder is one of {TemplatePlaceholders.Allowed}"));
        }
    }

    private static string Shown(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"an array of {element.GetArrayLength()}",
        _ => element.GetRawText() is { Length: > LongestShown } text ? text[..LongestShown] + "..." : element.GetRawText(),
    };
}
