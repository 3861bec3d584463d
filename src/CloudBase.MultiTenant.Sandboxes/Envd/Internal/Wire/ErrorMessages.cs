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
        JsonValueKind.String => Code.GetString() ?? string.Empty,
        JsonValueKind.Number => Code.GetRawText(),
        _ => string.Empty,
    };
}

/// <summary>An answer or request without anything in it.</summary>
internal sealed record Nothing;
