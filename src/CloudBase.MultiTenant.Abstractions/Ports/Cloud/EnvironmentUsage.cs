namespace CloudBase.MultiTenant.Ports;

/// <summary>What an environment has used. A null number is not known.</summary>
public sealed record EnvironmentUsage
{
    /// <summary>Gets how many function calls there were in this month.</summary>
    public decimal? MonthlyCalls { get; init; }

    /// <summary>Gets how many bytes storage and document database have together.</summary>
    public decimal? CapacityBytes { get; init; }

    /// <summary>Gets how many bytes were sent out in this month.</summary>
    public decimal? MonthlyTrafficBytes { get; init; }

    /// <summary>Gets how many credits were used in this billing cycle.</summary>
    public decimal? MonthlyCredits { get; init; }
}
