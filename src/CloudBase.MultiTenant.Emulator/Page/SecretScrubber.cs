using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Writes JSON again without its secrets: by the name of a member, by the value, and by the look of a token.</summary>
internal sealed class SecretScrubber(IEnumerable<string> known)
{
    public const string Mask = "(not shown)";

    // Shorter texts are part of ordinary words, and to replace them would tell that they are secrets.
    private const int MinLearned = 4;
    private static readonly string[] SecretNames = ["secretkey", "token", "password", "apikey", "privatekey", "authorization", "cookie", "signature", "envvars"];
    private static readonly JsonWriterOptions WriterOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly HashSet<string> _secrets = new(known.Where(secret => secret.Length >= MinLearned), StringComparer.Ordinal);

    public static bool IsSecretName(string name)
    {
        foreach (var secret in SecretNames)
        {
            if (name.Contains(secret, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the secrets of this JSON as known, so that they are found where an answer quotes them.</summary>
    public void Learn(ReadOnlySpan<byte> json) => Walk(json, null);

    /// <summary>The JSON, indented and scrubbed; what was cut off or is no JSON is said in its place.</summary>
    public string Scrub(ReadOnlySpan<byte> json, int length)
    {
        if (length == 0)
        {
            return string.Empty;
        }

        var bytes = new ArrayBufferWriter<byte>(json.Length + 256);
        bool whole;
        using (var writer = new Utf8JsonWriter(bytes, WriterOptions))
        {
            whole = Walk(json, writer);
        }

        var text = Encoding.UTF8.GetString(bytes.WrittenSpan);
        if (text.Length == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"({length} bytes that are not JSON)");
        }

        return whole ? text : string.Create(CultureInfo.InvariantCulture, $"{text}\n(the rest of {length} bytes is not kept)");
    }

    public string ScrubText(string text)
    {
        // The longest first: a secret may be part of another.
        foreach (var secret in _secrets.Where(text.Contains).OrderByDescending(secret => secret.Length).ToList())
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return LooksLikeToken(text) ? Mask : text;
    }

    // An environment's API key looks like a JWT.
    private static bool LooksLikeToken(string text) => text.Contains("eyJ", StringComparison.Ordinal) && text.Count(character => character == '.') >= 2;

    private bool Walk(ReadOnlySpan<byte> json, Utf8JsonWriter? writer)
    {
        var isSecret = new Stack<bool>();
        var open = new Stack<bool>();
        var named = false;
        string? pending = null;
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
            while (reader.Read())
            {
                // A value inside a member that is secret is secret, however deep it stands.
                var secret = named || (isSecret.Count > 0 && isSecret.Peek());
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        pending = reader.GetString()!;
                        named = IsSecretName(pending);
                        continue;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        isSecret.Push(secret);
                        open.Push(reader.TokenType == JsonTokenType.StartObject);
                        Name(writer, pending);
                        Start(writer, reader.TokenType == JsonTokenType.StartObject);
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        isSecret.Pop();
                        Finish(writer, open.Pop());
                        break;
                    default:
                        Value(ref reader, writer, pending, secret);
                        break;
                }

                (pending, named) = (null, false);
            }

            return Close(writer, open) && reader.BytesConsumed > 0;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            Close(writer, open);
            return false;
        }
    }

    private void Value(ref Utf8JsonReader reader, Utf8JsonWriter? writer, string? name, bool secret)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : null;
        if (secret && text is { Length: >= MinLearned })
        {
            _secrets.Add(text);
        }

        if (writer is null)
        {
            return;
        }

        Name(writer, name);
        if (secret && text != string.Empty && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
        {
            writer.WriteStringValue(Mask);
        }
        else if (text is not null)
        {
            writer.WriteStringValue(ScrubText(text));
        }
        else
        {
            writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
        }
    }

    private void Name(Utf8JsonWriter? writer, string? name)
    {
        if (writer is not null && name is not null)
        {
            writer.WritePropertyName(ScrubText(name));
        }
    }

    private static void Start(Utf8JsonWriter? writer, bool isObject)
    {
        if (isObject)
        {
            writer?.WriteStartObject();
        }
        else
        {
            writer?.WriteStartArray();
        }
    }

    private static void Finish(Utf8JsonWriter? writer, bool isObject)
    {
        if (isObject)
        {
            writer?.WriteEndObject();
        }
        else
        {
            writer?.WriteEndArray();
        }
    }

    /// <summary>Closes what was left open; whether there was nothing of that kind.</summary>
    private static bool Close(Utf8JsonWriter? writer, Stack<bool> open)
    {
        var whole = open.Count == 0;
        while (open.TryPop(out var isObject))
        {
            Finish(writer, isObject);
        }

        return whole;
    }
}
