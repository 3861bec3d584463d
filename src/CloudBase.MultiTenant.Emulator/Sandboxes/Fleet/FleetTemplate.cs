namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>What sandboxes are started from: a tool of the account, or a snapshot. Immutable.</summary>
internal sealed record FleetTemplate
{
    public required string Id { get; init; }

    /// <summary>The name it is started by besides its id.</summary>
    public required string Name { get; init; }

    public string ToolType { get; init; } = "custom";

    public string Description { get; init; } = string.Empty;

    /// <summary>The saved layers of its files, topmost first.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    public string NetworkMode { get; init; } = "SANDBOX";

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public bool Persistent { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The sandbox that it was saved from; null for a tool.</summary>
    public string? SnapshotOf { get; init; }

    /// <summary>Whether it is there from the start and cannot be deleted.</summary>
    public bool BuiltIn { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public bool IsSnapshot => SnapshotOf is not null;
}
