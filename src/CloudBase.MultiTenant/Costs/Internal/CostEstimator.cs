using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Costs;

/// <summary>Estimates over one price book, whose rules are checked first, whoever made it.</summary>
internal sealed class CostEstimator : ICostEstimator
{
    private readonly IPriceBook _book;
    private readonly CloudBaseOptions _options;
    private readonly TimeProvider _time;

    public CostEstimator(IPriceBook book, IOptions<CloudBaseOptions> options, TimeProvider time)
    {
        PriceBookRules.Check(book);
        _book = book;
        _options = options.Value;
        _time = time;
    }

    public CostEstimate Estimate(CostScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        CheckCount(scenario.Tenants, nameof(CostScenario.Tenants));
        CheckCount(scenario.ManagementEnvironments, nameof(CostScenario.ManagementEnvironments));
        DateOnly day = scenario.On ?? DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);
        string tenantPackage = scenario.TenantPackageId ?? _options.Costs.TenantPackageId ?? _options.Provisioning.PackageId
            ?? throw new ArgumentException(
                "No package is known for the tenants' environments: give CostScenario.TenantPackageId, or configure Costs:TenantPackageId or Provisioning:PackageId.",
                nameof(scenario));
        string managementPackage = scenario.ManagementPackageId ?? _options.Costs.ManagementPackageId ?? tenantPackage;
        try
        {
            List<CostLine> lines = [];
            AddLine(lines, "Tenants' environments", tenantPackage, scenario.Tenants, day);
            AddLine(lines, "Management environment", managementPackage, scenario.ManagementEnvironments, day);
            return new CostEstimate(
                _book.Currency,
                lines,
                lines.Aggregate(0m, (sum, line) => ExactDecimal.Add(sum, line.Amount ?? 0m)),
                [.. lines.Where(l => l.Amount is null).Select(l => l.PackageId).Distinct(StringComparer.Ordinal)],
                _book.Date);
        }
        catch (OverflowException e)
        {
            throw new ArgumentOutOfRangeException(
                $"The cost of {scenario.Tenants} tenants and {scenario.ManagementEnvironments} management environments has more digits than an exact decimal holds (28): "
                + "give smaller numbers, or a price with fewer decimals.",
                e);
        }
    }

    private void AddLine(List<CostLine> lines, string item, string package, int quantity, DateOnly day)
    {
        if (quantity == 0)
        {
            return;
        }

        PriceBookEntry? price = _book.Entries.FirstOrDefault(e => e.PackageId == package && e.ValidFrom <= day && !(e.ValidUntil < day));
        lines.Add(price is null
            ? new CostLine(item, package, quantity, null, null, SayUnknown(package, day))
            : new CostLine(item, package, quantity, price.MonthlyPrice, ExactDecimal.Multiply(price.MonthlyPrice, quantity), price.Source));
    }

    private string SayUnknown(string package, DateOnly day)
    {
        List<PriceBookEntry> known = [.. _book.Entries.Where(e => e.PackageId == package)];
        string at = PriceBookRules.Day(day);
        return known.Count == 0
            ? $"Unknown: the price book of {PriceBookRules.Day(_book.Date)} has no price for '{package}'; add one."
            : day < known.Min(e => e.ValidFrom)
                ? $"Unknown: the prices of '{package}' begin on {PriceBookRules.Day(known.Min(e => e.ValidFrom))}, after {at}; add an earlier one."
                : $"Unknown: the prices of '{package}' end on {PriceBookRules.Day(known.Max(e => e.ValidUntil ?? DateOnly.MaxValue))}, before {at}; add the next one.";
    }

    private static void CheckCount(int value, string name)
    {
        if (value < 0)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} is {value}: give 0 or more.");
        }
    }
}
