using System.Text;
using System.Text.Json;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Finds its way in <c>{"Response":{...,"RequestId":"..."}}</c> without reading what it does not need.</summary>
internal static class EnvelopeReader
{
    private const int LongestRequestId = 64;

    /// <summary>Moves to the object under <c>Response</c>.</summary>
    public static bool TryEnter(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isResponse = reader.ValueTextEquals("Response"u8);
            if (!reader.Read())
            {
                return false;
            }

            if (isResponse)
            {
                return reader.TokenType == JsonTokenType.StartObject;
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>Reads the error of the object the reader stands at, if it has one.</summary>
    public static bool TryReadError(Utf8JsonReader reader, out string code, out string message, out string? requestId)
    {
        (code, message, requestId) = (string.Empty, string.Empty, null);
        bool isError = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Error"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                isError = true;
                ReadError(ref reader, ref code, ref message);
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("RequestId"u8))
            {
                reader.Read();
                requestId = Text(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return isError;
    }

    /// <summary>Finds the request id of a good answer for a trace: it stands at the end, so a large answer is not read twice.</summary>
    public static string? FindRequestId(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> key = "\"RequestId\""u8;
        int at = body.LastIndexOf(key);
        if (at < 0)
        {
            return null;
        }

        ReadOnlySpan<byte> value = body[(at + key.Length)..].TrimStart(" \t\r\n:"u8);
        int end = value is [(byte)'"', ..] ? value[1..].IndexOf((byte)'"') : -1;
        return end is > 0 and <= LongestRequestId ? Encoding.UTF8.GetString(value.Slice(1, end)) : null;
    }

    private static void ReadError(ref Utf8JsonReader reader, ref string code, ref string message)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isCode = reader.ValueTextEquals("Code"u8);
            bool isMessage = reader.ValueTextEquals("Message"u8);
            reader.Read();
            if (isCode)
            {
                code = Text(ref reader) ?? string.Empty;
            }
            else if (isMessage)
            {
                message = Text(ref reader) ?? string.Empty;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                // Cut within a character: the other words of the error still count.
                return null;
            }
        }

        reader.Skip();
        return null;
    }
}
