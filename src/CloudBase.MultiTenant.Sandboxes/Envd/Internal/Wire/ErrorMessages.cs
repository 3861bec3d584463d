using System.Text.Json;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

/// <summary>The end of a stream: empty, or what went wrong.</summary>
internal sealed record EndOfStream
{
    public WireError? Error { get; init; }
}

/// <summary>What went wrong: by a word in calls, by a number in the files and at the gateway.</summary>
internal sealed record WireError
{
    public JsonElement Code { get; init; }

    public string? Message { get; init; }

    public string CodeText => Code.ValueKind switch
    {
        JsonValueKind.String => Read(Code),
        JsonValueKind.Number => Code.GetRawText(),
        _ => string.Empty,
    };

    private static string Read(JsonElement text)
    {
        try
        {
            return text.GetString() ?? string.Empty;
        }
        catch (InvalidOperationException)
        {
            // Half of a character that takes two: a word that nobody knows.
            return string.Empty;
        }
    }
}

/// <summary>An answer or request without anything in it.</summary>
internal sealed record Nothing;
