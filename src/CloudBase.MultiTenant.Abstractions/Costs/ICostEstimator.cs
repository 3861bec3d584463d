namespace CloudBase.MultiTenant;

/// <summary>Says what a number of tenants costs, before anything is bought. Thread-safe.</summary>
public interface ICostEstimator
{
    /// <summary>Estimates a scenario over the price book.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the total would leave the range of decimal.</exception>
    CostEstimate Estimate(CostScenario scenario);
}
