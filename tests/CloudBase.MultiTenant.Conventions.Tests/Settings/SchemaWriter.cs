using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudBase.MultiTenant.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Writes a package's segment of the JSON schema for appsettings, which editors merge with those of other packages.</summary>
internal static class SchemaWriter
{
    private const string TimePattern = @"^(\d{1,8}\.)?\d{1,2}:\d{2}(:\d{2}(\.\d{1,7})?)?$";

    // Characters such as ' stay readable: the file is no web page.
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IReadOnlyList<Setting> settings, Func<string, string> describe)
    {
        JsonObject root = Object();
        if (settings.Any(s => s.Section.Length == 0))
        {
            Close(root, describe(string.Empty));
        }

        foreach (IGrouping<string, Setting> section in settings.GroupBy(s => s.Section))
        {
            JsonObject target = root;
            string[] path = section.Key.Split(':', StringSplitOptions.RemoveEmptyEntries);
            for (int depth = 1; depth <= path.Length; depth++)
            {
                if (path[depth - 1] == SettingCatalogue.PoolName)
                {
                    // Whatever name a host gives its pool.
                    target["additionalProperties"] = Close(Object(), describe(string.Join(':', path[..depth])));
                    target = target["additionalProperties"]!.AsObject();
                    continue;
                }

                JsonObject properties = target["properties"]!.AsObject();
                properties[path[depth - 1]] ??= Close(Object(), describe(string.Join(':', path[..depth])));
                target = properties[path[depth - 1]]!.AsObject();
            }

            foreach (Setting setting in section)
            {
                target["properties"]!.AsObject().Add(setting.Property.Name, Property(setting));
            }
        }

        JsonObject document = Object();
        document["properties"]!.AsObject().Add("CloudBase", root);
        return document.ToJsonString(s_format);
    }

    private static JsonObject Object() => new() { ["type"] = "object", ["properties"] = new JsonObject() };

    // Binding refuses what it does not know; the sections of other packages come in when the segments are merged.
    private static JsonObject Close(JsonObject section, string description)
    {
        if (description.Length > 0)
        {
            section.Insert(1, "description", description);
        }

        section.Add("additionalProperties", false);
        return section;
    }

    private static JsonObject Property(Setting setting)
    {
        JsonObject schema = Kind(setting);
        if (setting.IsNullable && schema["type"] is { } type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        }
        else if (setting.IsNullable && schema["enum"] is JsonArray names)
        {
            names.Add((JsonNode?)null);
        }

        string range = SettingWords.Range(setting);
        string[] sentences =
        [
            setting.Meaning,
            setting.DefaultNote ?? string.Empty,
            range.Length == 0 || setting.Meaning.Contains(range, StringComparison.Ordinal) ? string.Empty : $"Allowed: {range}.",
            setting.Rule.IsRequired && !setting.Meaning.Contains("Required", StringComparison.Ordinal) ? "Required." : string.Empty,
        ];
        schema["description"] = string.Join(' ', sentences.Where(s => s.Length > 0));
        if (Default(setting.Default) is { } value)
        {
            schema["default"] = value;
        }

        return schema;
    }

    private static JsonObject Kind(Setting setting) => setting.Type switch
    {
        { IsEnum: true } t => new() { ["enum"] = new JsonArray([.. ConfigurationValue.Names(t).Select(n => (JsonNode)n)]) },
        var t when t == typeof(bool) => new() { ["type"] = "boolean" },
        var t when t == typeof(int) || t == typeof(long) => Bounded(new() { ["type"] = "integer" }, setting.Rule),
        var t when t == typeof(double) => Bounded(new() { ["type"] = "number" }, setting.Rule),
        var t when t == typeof(TimeSpan) => new() { ["type"] = "string", ["pattern"] = TimePattern },
        var t when t == typeof(Uri) => new() { ["type"] = "string", ["format"] = "uri", ["pattern"] = "^[Hh][Tt][Tt][Pp][Ss]?://" },
        var t when t == typeof(SecretString) => new() { ["type"] = "string", ["minLength"] = 1 },
        var t when t == typeof(string) => setting.Rule.Allowed is { } allowed
            ? new() { ["enum"] = new JsonArray([.. allowed.Select(n => (JsonNode)n)]) }
            : new() { ["type"] = "string", ["minLength"] = 1 },
        _ when setting.IsDictionary => new() { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "integer" } },
        _ => new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string", ["minLength"] = 1 } },
    };

    private static JsonObject Bounded(JsonObject schema, SettingRule rule)
    {
        if (rule.Least is { } least)
        {
            schema[rule.LeastExcluded ? "exclusiveMinimum" : "minimum"] = Number(least);
        }

        if (rule.Most is { } most)
        {
            schema["maximum"] = Number(most);
        }

        return schema;
    }

    private static JsonNode Number(object value) =>
        value is int whole ? JsonValue.Create(whole) : JsonNode.Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!)!;

    public static JsonNode? Default(object? value) => value switch
    {
        null => null,
        bool flag => JsonValue.Create(flag),
        int or long or double => Number(value),
        IDictionary => null,
        IEnumerable<string> list => list.Any() ? new JsonArray([.. list.Select(i => (JsonNode)i)]) : null,
        _ => SettingWords.Value(value) is { } text ? JsonValue.Create(text) : null,
    };
}
