using CloudBase.MultiTenant.Sandboxes.Planning;

namespace CloudBase.MultiTenant;

/// <summary>How large a pool is to be, what that reaches and what it costs. The figures are expectations of a model; the amounts are exact for them.</summary>
public sealed record SandboxPoolPlan
{
    /// <summary>Gets how many members are kept warm or on their way: the least that reach the wanted ratio.</summary>
    public required int WarmTarget { get; init; }

    /// <summary>Gets how many sandboxes the pool may have in all that are not paused.</summary>
    public required int Ceiling { get; init; }

    /// <summary>Gets the part of all who ask that finds a warm sandbox.</summary>
    public required double WarmRatio { get; init; }

    /// <summary>Gets how many sandboxes are in use on average, those being started cold included.</summary>
    public required double MeanInUse { get; init; }

    /// <summary>Gets how many members of the pool run on average without being anybody's.</summary>
    public required double MeanWarm { get; init; }

    /// <summary>Gets the currency.</summary>
    public required string Currency { get; init; }

    /// <summary>Gets what is paid for, line by line.</summary>
    public required IReadOnlyList<SandboxPoolPlanLine> Lines { get; init; }

    /// <summary>Gets this size and others, from the smallest: what less would save, and what more would buy.</summary>
    public required IReadOnlyList<SandboxPoolChoice> Choices { get; init; }

    /// <summary>Gets why it is this size, sentence by sentence.</summary>
    public required IReadOnlyList<string> Explanation { get; init; }

    /// <summary>Gets the cost a month, or null when the price is unknown: an unknown price is never zero.</summary>
    public decimal? MonthlyCost => PoolCost.Sum(Lines);
}
