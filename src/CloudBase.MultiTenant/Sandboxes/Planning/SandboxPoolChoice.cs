namespace CloudBase.MultiTenant;

/// <summary>A size that a pool could have.</summary>
/// <param name="WarmTarget">How many members are kept warm or on their way.</param>
/// <param name="Ceiling">How many sandboxes the pool may have in all that are not paused.</param>
/// <param name="WarmRatio">The part of all who ask that finds a warm sandbox.</param>
/// <param name="MonthlyCost">The cost a month; null when the price is unknown.</param>
public sealed record SandboxPoolChoice(int WarmTarget, int Ceiling, double WarmRatio, decimal? MonthlyCost);
