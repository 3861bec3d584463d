using System.Text.Json;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Api;

/// <summary>The JSON body of a call; members that this emulator does not know are let be, as the service lets them.</summary>
internal sealed class ApiBody : IDisposable
{
    private readonly JsonDocument _document;

    private ApiBody(JsonDocument document) => _document = document;

    public static ApiBody Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var document = JsonDocument.Parse(body.IsEmpty ? "{}"u8.ToArray() : body);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return new ApiBody(document);
            }

            document.Dispose();
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new ApiException(400, "The body is not a JSON object.");
    }

    public string? Text(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        _ => throw ApiException.Invalid(name, "it must be text"),
    };

    public bool? Flag(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True or JsonValueKind.False } value => value.GetBoolean(),
        _ => throw ApiException.Invalid(name, "it must be true or false"),
    };

    public int? Number(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
        _ => throw ApiException.Invalid(name, "it must be a whole number"),
    };

    /// <summary>A lifetime in seconds.</summary>
    public TimeSpan? Lifetime(string name) => Number(name) switch
    {
        null => null,
        var seconds and >= 0 when seconds <= SandboxFleet.MaxLifetime.TotalSeconds => TimeSpan.FromSeconds(seconds.Value),
        var seconds => throw ApiException.Invalid(name, $"it is {seconds} and must be 0 to {SandboxFleet.MaxLifetime.TotalSeconds:F0} seconds"),
    };

    public IReadOnlyDictionary<string, string> Map(string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Get(name) is not { } value)
        {
            return map;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.Invalid(name, "it must be an object of texts");
        }

        foreach (var member in value.EnumerateObject())
        {
            map[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : throw ApiException.Invalid($"{name}.{member.Name}", "it must be text");
        }

        return map;
    }

    /// <summary>A member of an object that is a member itself.</summary>
    public bool? Flag(string name, string member) =>
        Get(name) is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(member, out var flag) && flag.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? flag.GetBoolean() : null;

    public bool HasItems(string name) => Get(name) is { ValueKind: JsonValueKind.Array } value && value.GetArrayLength() > 0;

    public void Dispose() => _document.Dispose();

    private JsonElement? Get(string name) =>
        _document.RootElement.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
