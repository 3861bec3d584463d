namespace CloudBase.MultiTenant.Quotas;

/// <summary>Turns what is used into a level, and keeps what is near a bound from going to and fro.</summary>
internal static class QuotaLevels
{
    /// <summary>Where each level begins and where it is left again, in shares of the limit; the highest first.</summary>
    private static readonly (QuotaLevel Level, decimal Reached, decimal Left)[] s_bounds =
    [
        (QuotaLevel.Reached, 1.00m, 0.90m),
        (QuotaLevel.Critical, 0.95m, 0.90m),
        (QuotaLevel.Warning, 0.85m, 0.80m),
        (QuotaLevel.Notice, 0.70m, 0.65m),
    ];

    /// <param name="used">How much is used; null for not known.</param>
    /// <param name="limit">How much may be; null for no limit.</param>
    /// <param name="before">The level at the last reading.</param>
    public static QuotaLevel Of(decimal? used, decimal? limit, QuotaLevel before)
    {
        if (used is not { } amount || limit is not { } most)
        {
            return QuotaLevel.Unknown;
        }

        // Of nothing, all is used.
        decimal share = most > 0 ? amount / most : 1;
        foreach ((QuotaLevel level, decimal reached, decimal left) in s_bounds)
        {
            if (share >= (before >= level ? left : reached))
            {
                return level;
            }
        }

        return QuotaLevel.Within;
    }
}
