using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud.Policies;

/// <summary>Writes and reads policies. Reading is strict: a member that is not understood could widen the policy.</summary>
internal static class PolicyJson
{
    // The document is no HTML: '&' of a tag condition is written as it is, which is how the cloud counts characters.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static byte[] Write(IReadOnlyList<PolicyStatement> statements)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "2.0");
            writer.WriteStartArray("statement");
            foreach (PolicyStatement statement in statements)
            {
                Write(writer, statement);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    internal static List<PolicyStatement> Read(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            RequireMembers(root, "The policy", "version", "statement");
            if (!root.TryGetProperty("version", out JsonElement version) || version.ValueKind != JsonValueKind.String || !version.ValueEquals("2.0"))
            {
                throw new FormatException("The policy's version is not \"2.0\": only that version is understood.");
            }

            return root.TryGetProperty("statement", out JsonElement statements) && statements.ValueKind == JsonValueKind.Array
                ? [.. statements.EnumerateArray().Select(ReadStatement)]
                : throw new FormatException("The policy has no array 'statement'.");
        }
        catch (JsonException e)
        {
            throw new FormatException("The policy is no JSON.", e);
        }
    }

    private static void Write(Utf8JsonWriter writer, PolicyStatement statement)
    {
        writer.WriteStartObject();
        writer.WriteString("effect", statement.Effect == PolicyEffect.Allow ? "allow" : "deny");
        WriteTexts(writer, "action", statement.Actions);
        WriteTexts(writer, "resource", statement.Resources);
        if (statement.Conditions.Count > 0)
        {
            writer.WriteStartObject("condition");
            foreach (IGrouping<string, PolicyCondition> test in statement.Conditions.GroupBy(c => c.Operator, StringComparer.Ordinal))
            {
                writer.WriteStartObject(test.Key);
                foreach (PolicyCondition condition in test)
                {
                    WriteTexts(writer, condition.Key, condition.Values);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
        {
            writer.WriteStringValue(value);
        }

        writer.WriteEndArray();
    }

    private static PolicyStatement ReadStatement(JsonElement statement)
    {
        RequireMembers(statement, "A statement", "effect", "action", "resource", "condition");
        string? effect = statement.TryGetProperty("effect", out JsonElement given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return new PolicyStatement(
            effect switch
            {
                "allow" => PolicyEffect.Allow,
                "deny" => PolicyEffect.Deny,
                _ => throw new FormatException($"A statement's effect is '{effect}': it must be allow or deny."),
            },
            ReadTexts(statement, "action"),
            ReadTexts(statement, "resource"),
            statement.TryGetProperty("condition", out JsonElement condition) ? ReadConditions(condition) : null);
    }

    private static List<PolicyCondition> ReadConditions(JsonElement condition)
    {
        if (condition.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("A statement's condition is no object.");
        }

        List<PolicyCondition> conditions = [];
        foreach (JsonProperty test in condition.EnumerateObject())
        {
            if (test.Value.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException($"The condition '{test.Name}' is no object.");
            }

            conditions.AddRange(test.Value.EnumerateObject().Select(key => new PolicyCondition(test.Name, key.Name, ReadTexts(test.Value, key.Name))));
        }

        return conditions;
    }

    private static List<string> ReadTexts(JsonElement parent, string name)
    {
        if (parent.TryGetProperty(name, out JsonElement value))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                return [value.GetString()!];
            }

            if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(e => e.ValueKind == JsonValueKind.String))
            {
                return [.. value.EnumerateArray().Select(e => e.GetString()!)];
            }
        }

        throw new FormatException($"'{name}' must be a text or an array of texts.");
    }

    private static void RequireMembers(JsonElement element, string what, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{what} is no object.");
        }

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new FormatException($"{what} has the member '{property.Name}', which is not understood: remove it.");
            }
        }
    }
}
