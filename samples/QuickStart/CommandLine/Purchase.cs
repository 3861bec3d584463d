using System.Globalization;
using CloudBase.MultiTenant;
using QuickStart.Output;

namespace QuickStart.CommandLine;

/// <summary>What a run is about to buy, as the options in force say, wherever they come from.</summary>
internal sealed record Purchase(int Environments, CostEstimate Monthly, ProvisioningOptions Provisioning, RenewalOptions Renewal)
{
    /// <summary>Says what it costs, for how long, and what is paid later without being asked again.</summary>
    internal string Describe()
    {
        decimal? sum = Monthly.MonthlyTotal * Provisioning.PeriodMonths;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"This buys {Environments} environments of package '{Provisioning.PackageId}' for {Months(Provisioning.PeriodMonths)} each: {Words.Money(sum, Monthly.Currency)} ")
            + $"by monthly prices of {Words.Date(new DateTimeOffset(Monthly.PriceBookDate.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero))}"
            + $"{(sum is null ? "; a price is unknown, so it may be any sum" : string.Empty)}. {Later}";
    }

    private string Later => Renewal.Policy switch
    {
        RenewalPolicy.None => "None renews itself, and nobody renews them.",
        RenewalPolicy.Auto => "Then the cloud renews each by itself, and charges for it, as long as its tenant is active.",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"Then whatever host runs on this database renews each for {Months(Renewal.PeriodMonths)} at a time, and pays for it, {Renewal.LeadTime.TotalDays:0.#} days before it lapses."),
    };

    private static string Months(int months) => months == 1 ? "one month" : string.Create(CultureInfo.InvariantCulture, $"{months} months");
}
