using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>A CAM policy of version 2.0. What it cannot evaluate it refuses, so that nothing is granted by accident.</summary>
internal sealed record PolicyDocument(IReadOnlyList<PolicyStatement> Statements)
{
    public const int MaxCharacters = 6144;

    /// <summary>Reads a document.</summary>
    /// <exception cref="PolicyFormatException">The document is malformed or holds something that is not evaluated.</exception>
    public static PolicyDocument Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new PolicyFormatException($"the document is not JSON ({exception.Message})");
        }
    }

    /// <summary>Whether every statement is the whole account: action <c>*</c> on resource <c>*</c>.</summary>
    public bool IsUnscoped => Statements.Count > 0
        && Statements.All(statement => statement is { Allows: true, AnyResource: true, ResourceTags: null } && statement.Actions.Contains("*"));

    private static PolicyDocument Read(JsonElement root)
    {
        Members(root, "the document", "version", "statement");
        if (!root.TryGetProperty("version", out var version) || version.ValueKind != JsonValueKind.String || version.GetString() != "2.0")
        {
            throw new PolicyFormatException("version must be \"2.0\"");
        }

        if (!root.TryGetProperty("statement", out var statements) || statements.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            throw new PolicyFormatException("statement must be an array");
        }

        return new PolicyDocument(statements.ValueKind == JsonValueKind.Object
            ? [ReadStatement(statements)]
            : statements.EnumerateArray().Select(ReadStatement).ToList());
    }

    private static PolicyStatement ReadStatement(JsonElement statement)
    {
        Members(statement, "a statement", "effect", "action", "resource", "condition");
        var effect = statement.TryGetProperty("effect", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (effect is not ("allow" or "deny"))
        {
            throw new PolicyFormatException($"effect must be allow or deny, not '{effect}'");
        }

        var actions = Strings(statement, "action");
        var resources = Strings(statement, "resource");
        List<ResourceName> names = [];
        foreach (var resource in resources)
        {
            if (resource != "*")
            {
                names.Add(ResourceName.TryParse(resource)
                    ?? throw new PolicyFormatException($"resource '{resource}' is neither * nor six segments (qcs:project:service:region:account:resource)"));
            }
        }

        return new PolicyStatement(
            effect == "allow", actions, resources.Contains("*"), names,
            statement.TryGetProperty("condition", out var condition) ? ReadCondition(condition) : null);
    }

    private static List<string> ReadCondition(JsonElement condition)
    {
        List<string>? tags = null;
        if (condition.ValueKind != JsonValueKind.Object)
        {
            throw new PolicyFormatException("condition must be an object");
        }

        foreach (var test in condition.EnumerateObject())
        {
            if (test.Name is not ("string_equal" or "for_any_value:string_equal") || test.Value.ValueKind != JsonValueKind.Object)
            {
                throw new PolicyFormatException($"condition '{test.Name}' is not evaluated; string_equal and for_any_value:string_equal are");
            }

            foreach (var key in test.Value.EnumerateObject())
            {
                if (key.Name != "qcs:resource_tag" || tags is not null)
                {
                    throw new PolicyFormatException($"condition key '{key.Name}' is not evaluated; one qcs:resource_tag is");
                }

                tags = Strings(test.Value, key.Name);
            }
        }

        return tags ?? throw new PolicyFormatException("condition is empty; leave it out");
    }

    private static List<string> Strings(JsonElement parent, string name)
    {
        if (parent.TryGetProperty(name, out var value))
        {
            if (value.ValueKind == JsonValueKind.String)
            {
                return [value.GetString()!];
            }

            if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0
                && value.EnumerateArray().All(element => element.ValueKind == JsonValueKind.String))
            {
                return value.EnumerateArray().Select(element => element.GetString()!).ToList();
            }
        }

        throw new PolicyFormatException($"{name} must be a string or a non-empty array of strings");
    }

    private static void Members(JsonElement element, string where, params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new PolicyFormatException($"{where} must be an object");
        }

        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new PolicyFormatException($"'{property.Name}' in {where} is not evaluated");
            }
        }
    }
}
