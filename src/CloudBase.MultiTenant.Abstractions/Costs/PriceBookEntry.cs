namespace CloudBase.MultiTenant;

/// <summary>One dated price.</summary>
/// <param name="PackageId">The package.</param>
/// <param name="MonthlyPrice">The price a month.</param>
/// <param name="ValidFrom">The first day it holds.</param>
/// <param name="ValidUntil">The last day it holds, or null while it is not known to end.</param>
/// <param name="Source">Where it was published.</param>
public sealed record PriceBookEntry(string PackageId, decimal MonthlyPrice, DateOnly ValidFrom, DateOnly? ValidUntil, string Source);
