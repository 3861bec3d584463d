using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>A token of an answer, read straight into the type that shows it nowhere.</summary>
[JsonConverter(typeof(WireTokenConverter))]
internal sealed record WireToken(SecretString Secret);

/// <summary>Reads a token; an empty one counts as none.</summary>
internal sealed class WireTokenConverter : JsonConverter<WireToken?>
{
    public override WireToken? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { Length: > 0 } text ? new WireToken(new SecretString(text)) : null;

    public override void Write(Utf8JsonWriter writer, WireToken? value, JsonSerializerOptions options) => writer.WriteStringValue(value?.Secret.ToString());
}
