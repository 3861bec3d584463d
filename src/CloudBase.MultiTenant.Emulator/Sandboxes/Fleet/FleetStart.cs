namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>What sandbox is wanted. Immutable.</summary>
internal sealed record FleetStart
{
    public required FleetTemplate Template { get; init; }

    public required TimeSpan Lifetime { get; init; }

    /// <summary>What tells a repeated call from a second one; null where the interface has none.</summary>
    public string? ClientToken { get; init; }

    /// <summary>Whether its id has 32 hexadecimal digits rather than 20 letters and digits.</summary>
    public bool HexId { get; init; }

    public bool PauseOnExpiry { get; init; }

    public bool PauseKeepsMemory { get; init; } = true;

    /// <summary>Whether a request to it resumes it while it is paused.</summary>
    public bool AutoResume { get; init; }

    public PortAccess Access { get; init; } = PortAccess.Token;

    public bool AllowInternet { get; init; }

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
