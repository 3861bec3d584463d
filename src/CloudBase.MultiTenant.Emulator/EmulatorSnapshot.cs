namespace CloudBase.MultiTenant.Emulator;

/// <summary>What the emulated account holds at one moment, without lag and without secrets. Immutable.</summary>
public sealed record EmulatorSnapshot
{
    /// <summary>The emulator's time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The balance in CNY.</summary>
    public required decimal Balance { get; init; }

    /// <summary>Whether new environments are sold out.</summary>
    public required bool SoldOut { get; init; }

    /// <summary>The platform's own environment.</summary>
    public required string ManagementEnvironmentId { get; init; }

    /// <summary>The DestroyEnv calls that were counted, ever.</summary>
    public required int DeletesEver { get; init; }

    /// <summary>Every environment that is not purged, the platform's own included, in the order of creation.</summary>
    public required IReadOnlyList<EmulatedEnvironment> Environments { get; init; }

    /// <summary>Every CAM user.</summary>
    public required IReadOnlyList<EmulatedUser> Users { get; init; }

    /// <summary>Every CAM policy.</summary>
    public required IReadOnlyList<EmulatedPolicy> Policies { get; init; }

    /// <summary>Every tag, written <c>key:value</c>.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>How many calls are still to land.</summary>
    public required int LateCalls { get; init; }
}
