namespace CloudBase.MultiTenant;

/// <summary>How much of one resource is used, and how near that is to its limit. Immutable.</summary>
public sealed record QuotaReading
{
    /// <summary>Gets what was read.</summary>
    public required QuotaResource Resource { get; init; }

    /// <summary>Gets how much is used; null where nobody says. Never taken for 0.</summary>
    public decimal? Used { get; init; }

    /// <summary>Gets how much may be used; null for no limit.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Gets who counts, and whether the figure lags.</summary>
    public required QuotaMeter Meter { get; init; }

    /// <summary>Gets how near it is to the limit. A level that was reached is left only 5 points below it, the last one below 90 %.</summary>
    public QuotaLevel Level { get; init; }

    /// <summary>Gets when it was read. A soft meter's figure is older than that, by up to an hour.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>Gets how much is left, at least 0; null where the use or the limit is not known.</summary>
    public decimal? Left => Limit is { } limit && Used is { } used ? Math.Max(0, limit - used) : null;
}
