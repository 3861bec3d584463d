namespace CloudBase.MultiTenant.Emulator;

/// <summary>One accepted and paid order, as <c>/_emulator/ledger</c> shows it. Immutable.</summary>
public sealed record LedgerEntry
{
    /// <summary>The order's id.</summary>
    public required string OrderId { get; init; }

    /// <summary>What was ordered.</summary>
    public required LedgerEntryKind Kind { get; init; }

    /// <summary>The environment the order made or changed.</summary>
    public required string EnvironmentId { get; init; }

    /// <summary>The environment's alias when the order was accepted.</summary>
    public required string Alias { get; init; }

    /// <summary>The package that was paid for.</summary>
    public required string PackageId { get; init; }

    /// <summary>The months that were paid for; 0 for a change of package.</summary>
    public required int Months { get; init; }

    /// <summary>What was charged, in CNY, exact.</summary>
    public required decimal Amount { get; init; }

    /// <summary>When the order was accepted, by the emulator's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The request that ordered it; null for an automatic renewal.</summary>
    public string? RequestId { get; init; }

    /// <summary>The signature of the request that ordered it; null for an automatic renewal.</summary>
    public string? RequestSignature { get; init; }

    /// <summary>The timestamp the request was signed with; null for an automatic renewal.</summary>
    public DateTimeOffset? SignedAt { get; init; }
}
