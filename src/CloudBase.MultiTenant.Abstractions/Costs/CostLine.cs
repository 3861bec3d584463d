namespace CloudBase.MultiTenant;

/// <summary>One line of an estimate.</summary>
/// <param name="Item">What is paid for.</param>
/// <param name="PackageId">The package.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitPrice">The price of one, a month; null when unknown.</param>
/// <param name="Amount">Quantity times price, exact; null when the price is unknown.</param>
/// <param name="Source">Where the price comes from, or why it is unknown.</param>
public sealed record CostLine(string Item, string PackageId, int Quantity, decimal? UnitPrice, decimal? Amount, string Source);
