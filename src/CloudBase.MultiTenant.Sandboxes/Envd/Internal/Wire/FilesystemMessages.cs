using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

/// <summary>Names a path.</summary>
internal sealed record PathRequest
{
    public required string Path { get; init; }
}

/// <summary>Lists a folder.</summary>
internal sealed record ListDirRequest
{
    public required string Path { get; init; }

    public required int Depth { get; init; }
}

/// <summary>Moves something.</summary>
internal sealed record MoveRequest
{
    public required string Source { get; init; }

    public required string Destination { get; init; }
}

/// <summary>Watches a folder; its changes are the answer.</summary>
internal sealed record WatchDirRequest
{
    public required string Path { get; init; }

    public required bool Recursive { get; init; }
}

/// <summary>What is at a path.</summary>
internal sealed record EntryAnswer
{
    public EntryInfo? Entry { get; init; }
}

/// <summary>What is in a folder.</summary>
internal sealed record ListDirAnswer
{
    public IReadOnlyList<EntryInfo>? Entries { get; init; }
}

/// <summary>A file, a folder or a link.</summary>
internal sealed record EntryInfo
{
    public string? Name { get; init; }

    public string? Type { get; init; }

    public string? Path { get; init; }

    /// <summary>A text on the wire, as every 64-bit number of proto3's JSON.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public long Size { get; init; }

    public string? Permissions { get; init; }

    public string? Owner { get; init; }

    public DateTimeOffset? ModifiedTime { get; init; }

    public string? SymlinkTarget { get; init; }
}

/// <summary>One message of a watch.</summary>
internal sealed record WatchMessage
{
    public WatchStarted? Start { get; init; }

    public WatchChange? Filesystem { get; init; }
}

/// <summary>The watch is on.</summary>
internal sealed record WatchStarted;

/// <summary>A change.</summary>
internal sealed record WatchChange
{
    public string? Name { get; init; }

    public string? Type { get; init; }
}
