using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Reads what is posted to <c>/_emulator/</c>; of what cannot be read it says which member it is, what was given and what may be.</summary>
internal static class ControlBody
{
    private const int MaxShown = 60;

    /// <summary>Reads one object.</summary>
    /// <exception cref="ArgumentException">The body is no such object; the message is for its sender.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, string example)
        where T : class
    {
        using var document = Parse(body, example);
        return Of(document.RootElement, type, example);
    }

    /// <summary>Reads one object or a list of them.</summary>
    /// <exception cref="ArgumentException">The body is neither; the message is for its sender.</exception>
    public static IReadOnlyList<T> ReadMany<T>(ReadOnlyMemory<byte> body, JsonTypeInfo<T> type, string example)
        where T : class
    {
        using var document = Parse(body, example);
        var root = document.RootElement;
        return root.ValueKind == JsonValueKind.Array ? [.. root.EnumerateArray().Select(element => Of(element, type, example))] : [Of(root, type, example)];
    }

    /// <summary>The sentence of an error for who sent the request: without the names of parameters in this program.</summary>
    public static string Sentence(Exception exception)
    {
        if (exception is not ArgumentException { ParamName: { } name })
        {
            return exception.Message;
        }

        var end = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        var sentence = end < 0 ? exception.Message : exception.Message[..end];
        // A member of a class is written with a small letter in JSON and in forms.
        return sentence.StartsWith(name + " is ", StringComparison.Ordinal) ? JsonNamingPolicy.CamelCase.ConvertName(name) + sentence[name.Length..] : sentence;
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body, string example)
    {
        if (body.Span.Trim(" \r\n\t"u8).IsEmpty)
        {
            throw new ArgumentException($"The body is '' but must be JSON such as {example}.");
        }

        if (!Utf8.IsValid(body.Span))
        {
            throw new ArgumentException($"The body is '{Shown(body)}' but must be JSON in UTF-8, such as {example}.");
        }

        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException exception)
        {
            throw new ArgumentException($"The body is '{Shown(body)}' but must be JSON such as {example}; it is none from line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.");
        }
    }

    private static T Of<T>(JsonElement element, JsonTypeInfo<T> type, string example)
        where T : class
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ArgumentException($"The body is '{Shown(element)}' but must be an object such as {example}.");
        }

        foreach (var member in element.EnumerateObject())
        {
            var name = NameOf(member);
            var property = type.Properties.FirstOrDefault(known => known.Name == name);
            if (property is null)
            {
                var names = type.Properties.Select(known => known.Name).ToList();
                throw new ArgumentException($"'{Cut(name)}' is not known here; there is {string.Join(", ", names)}.{ClosestWord.Question(name, names)}");
            }

            if (!Fits(member.Value, property))
            {
                throw BodyRules.Refusal(name, Shown(member.Value));
            }
        }

        return element.Deserialize(type)!;
    }

    private static bool Fits(JsonElement value, JsonPropertyInfo property)
    {
        try
        {
            return value.Deserialize(property.Options.GetTypeInfo(property.PropertyType)) is not FaultKind kind || Enum.IsDefined(kind);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The second is half of a character that takes two.
            return false;
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return member.ToString();
        }
    }

    private static string Shown(JsonElement value)
    {
        var text = value.GetRawText();
        return Cut(value.ValueKind == JsonValueKind.String ? text[1..^1] : text);
    }

    private static string Shown(ReadOnlyMemory<byte> body) => Cut(System.Text.Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, MaxShown * 4)]));

    private static string Cut(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";
}
