namespace CloudBase.MultiTenant;

/// <summary>One line of a pool's cost a month.</summary>
/// <param name="Item">What is paid for.</param>
/// <param name="Hours">Running hours in a month of 730 hours, rounded up to a hundredth.</param>
/// <param name="PricePerHour">The price of one; null when unknown.</param>
/// <param name="Amount">Hours times price, exact; null when the price is unknown.</param>
public sealed record SandboxPoolPlanLine(string Item, decimal Hours, decimal? PricePerHour, decimal? Amount);
