namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>What a sandbox was at one moment. Immutable.</summary>
internal sealed record SandboxView
{
    public required string Id { get; init; }

    public required FleetStart Start { get; init; }

    public required FleetState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required TimeSpan Lifetime { get; init; }

    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    public required EndReason? Ended { get; init; }

    public required SandboxTokens Tokens { get; init; }

    public required TimeSpan Running { get; init; }

    public required TimeSpan Paused { get; init; }

    /// <summary>Whether there are processes: those of a paused one go on where they were.</summary>
    public required bool HasMemory { get; init; }

    public bool IsAlive => State is not (FleetState.Stopping or FleetState.Stopped or FleetState.Failed);

    public bool IsPaused => State is FleetState.Paused or FleetState.Resuming;

    public static SandboxView Of(FleetSandbox sandbox, DateTimeOffset now)
    {
        var (running, paused) = sandbox.Usage(now);
        return new SandboxView
        {
            Id = sandbox.Id,
            Start = sandbox.Start,
            State = sandbox.State,
            CreatedAt = sandbox.CreatedAt,
            StartedAt = sandbox.StartedAt,
            UpdatedAt = sandbox.UpdatedAt,
            EndsAt = sandbox.EndsAt,
            Lifetime = sandbox.Lifetime,
            Metadata = sandbox.Metadata,
            Ended = sandbox.Ended,
            Tokens = sandbox.Tokens,
            Running = running,
            Paused = paused,
            HasMemory = sandbox.Run is not null,
        };
    }
}
