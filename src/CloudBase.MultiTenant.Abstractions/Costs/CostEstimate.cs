namespace CloudBase.MultiTenant;

/// <summary>What a scenario costs a month. Exact; rounding is for those who show it.</summary>
/// <param name="Currency">The currency, such as CNY.</param>
/// <param name="Lines">The lines.</param>
/// <param name="KnownTotal">The sum of the lines whose price is known.</param>
/// <param name="UnknownPrices">The packages whose price is unknown; when there are any, the total is a lower bound.</param>
/// <param name="PriceBookDate">The date of the price book.</param>
public sealed record CostEstimate(
    string Currency, IReadOnlyList<CostLine> Lines, decimal KnownTotal, IReadOnlyList<string> UnknownPrices, DateOnly PriceBookDate)
{
    /// <summary>Gets the total a month, or null when a price is unknown: an unknown price is never zero.</summary>
    public decimal? MonthlyTotal => IsComplete ? KnownTotal : null;

    /// <summary>Gets whether every price is known.</summary>
    public bool IsComplete => UnknownPrices.Count == 0;
}
