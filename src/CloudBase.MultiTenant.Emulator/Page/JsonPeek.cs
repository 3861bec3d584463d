using System.Text.Json;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>Reads one text out of JSON that may be cut off, or none at all.</summary>
internal static class JsonPeek
{
    public static string? Text(ReadOnlySpan<byte> json, params ReadOnlySpan<string> path)
    {
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, state: default);
            var matched = 0;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != matched + 1 || !reader.ValueTextEquals(path[matched]))
                {
                    continue;
                }

                if (!reader.Read())
                {
                    return null;
                }

                if (matched == path.Length - 1)
                {
                    return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                }

                if (reader.TokenType != JsonTokenType.StartObject)
                {
                    return null;
                }

                matched++;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Not JSON, or text that is no UTF-8: there is nothing to read.
        }

        return null;
    }
}
