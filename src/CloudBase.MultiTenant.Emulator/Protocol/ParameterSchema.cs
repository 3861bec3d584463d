using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>The parameters an action takes, in the notation of the published field lists: <c>Name type [!]</c>, separated by semicolons.</summary>
internal sealed class ParameterSchema
{
    private readonly Dictionary<string, ParameterField> _fields = new(StringComparer.Ordinal);

    private ParameterSchema()
    {
    }

    public IReadOnlyDictionary<string, ParameterField> Fields => _fields;

    public static ParameterSchema Parse(string text, IReadOnlyDictionary<string, ParameterSchema>? types = null)
    {
        var schema = new ParameterSchema();
        foreach (var field in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var words = field.Split(' ');
            var type = words[1].EndsWith("[]", StringComparison.Ordinal) ? words[1][..^2] : words[1];
            ParameterSchema? members = null;
            types?.TryGetValue(type, out members);
            schema._fields.Add(words[0], new ParameterField(words[0], type, type.Length != words[1].Length, words.Length > 2, members));
        }

        return schema;
    }

    /// <summary>Refuses what is unknown, missing or of another type.</summary>
    public void Check(JsonElement arguments) => Check(arguments, string.Empty);

    private void Check(JsonElement value, string prefix)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (!_fields.TryGetValue(property.Name, out var field))
            {
                throw new CloudErrorException("UnknownParameter", $"The parameter `{prefix}{property.Name}` is not recognized.");
            }

            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                CheckField(field, property.Value, prefix + field.Name);
            }
        }

        foreach (var field in _fields.Values)
        {
            if (field.Required && (!value.TryGetProperty(field.Name, out var given) || given.ValueKind == JsonValueKind.Null))
            {
                throw CloudErrorException.Missing(prefix + field.Name);
            }
        }
    }

    private static void CheckField(ParameterField field, JsonElement value, string path)
    {
        if (!field.IsArray)
        {
            CheckOne(field, value, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType(path, "an array");
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            CheckOne(field, element, $"{path}.{index++}");
        }
    }

    private static void CheckOne(ParameterField field, JsonElement value, string path)
    {
        var kind = value.ValueKind;
        var fits = field.Type switch
        {
            "string" => kind == JsonValueKind.String && IsText(value),
            "number" => kind == JsonValueKind.Number && value.TryGetInt64(out _),
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            _ => kind == JsonValueKind.Object,
        };
        if (!fits)
        {
            throw WrongType(path, field.Type == "number" ? "an integer" : field.Members is null ? $"a {field.Type}" : "an object");
        }

        field.Members?.Check(value, path + ".");
    }

    private static bool IsText(JsonElement value)
    {
        try
        {
            value.GetString();
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON that is no text.
            return false;
        }
    }

    private static CloudErrorException WrongType(string path, string expected) =>
        new("InvalidParameter", $"The value type of parameter `{path}` is not valid: it must be {expected}.");
}
