namespace CloudBase.MultiTenant;

/// <summary>What a pool of sandboxes is to serve, and what it is wanted to reach.</summary>
public sealed record SandboxPoolDemand
{
    /// <summary>Gets how many sandboxes are asked for a second, on average over the busy hour: more than 0, at most 10,000. They come independently of each other (Poisson).</summary>
    public required double ArrivalsPerSecond { get; init; }

    /// <summary>Gets how long a sandbox runs for whoever asked, on average: what it is held, and what it stays idle until it is paused or stopped.</summary>
    public required TimeSpan MeanHold { get; init; }

    /// <summary>Gets how long a member takes on average from its order until it is ready.</summary>
    public required TimeSpan MeanCreate { get; init; }

    /// <summary>Gets how many members a second may be ordered for the pool; null for no limit.</summary>
    public double? RefillPerSecond { get; init; }

    /// <summary>Gets the part of all who ask that is to find a warm sandbox: 0 to less than 1.</summary>
    /// <value>The default is 0.95.</value>
    public double WarmRatio { get; init; } = 0.95;

    /// <summary>Gets how often, at most, somebody who asks may find the ceiling reached: more than 0 to less than 1.</summary>
    /// <value>The default is 0.001, once in a thousand.</value>
    public double CeilingRisk { get; init; } = 0.001;

    /// <summary>Gets what an hour of a running sandbox costs; null when it is unknown, and then the cost is unknown too.</summary>
    public decimal? PricePerHour { get; init; }

    /// <summary>Gets the currency of the price.</summary>
    /// <value>The default is CNY.</value>
    public string Currency { get; init; } = "CNY";
}
