using System.Globalization;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What idle environments cost a month, by the price book. A price that is not known stays unknown.</summary>
internal sealed class PoolCost(PoolPlan plan, ICostEstimator? costs = null)
{
    public (decimal? Monthly, string? Currency) Of(int environments)
    {
        if (costs is null)
        {
            return (null, null);
        }

        CostEstimate estimate = costs.Estimate(CostScenario.ForTenants(environments) with { ManagementEnvironments = 0, TenantPackageId = plan.Spec.PackageId });
        return (estimate.MonthlyTotal, estimate.Currency);
    }

    public string InWords(int environments) => Of(environments) is ({ } monthly, { } currency)
        ? string.Create(CultureInfo.InvariantCulture, $"{monthly:#,##0.00} {currency} a month")
        : "an unknown sum a month: the price book has no price for the package";
}
