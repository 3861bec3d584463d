using QuickStart.CommandLine;

namespace CloudBase.MultiTenant.EndToEnd.Tests.QuickStart;

/// <summary>What the quick start says before it spends money is what its settings mean.</summary>
public sealed class PurchaseTests
{
    [Theory]
    [InlineData(1, RenewalPolicy.None, 1, "for one month each: 59.85 CNY by monthly prices of 2026-11-01. None renews itself, and nobody renews them.")]
    [InlineData(12, RenewalPolicy.Managed, 1, "for 12 months each: 718.20 CNY*renews each for one month at a time, and pays for it, 4 days before it lapses.")]
    [InlineData(1, RenewalPolicy.Managed, 24, "for one month each: 59.85 CNY*renews each for 24 months at a time*")]
    [InlineData(3, RenewalPolicy.Auto, 1, "for 3 months each: 179.55 CNY*the cloud renews each by itself, and charges for it*")]
    public void Describe_SettingsFromAnywhere_AreWhatIsSaid(int months, RenewalPolicy policy, int renewalMonths, string expected) =>
        new Purchase(
            3,
            new CostEstimate("CNY", [], 59.85m, [], new DateOnly(2026, 11, 1)),
            new ProvisioningOptions { PackageId = "baas_personal", PeriodMonths = months },
            new RenewalOptions { Policy = policy, PeriodMonths = renewalMonths }).Describe()
            .Should().Match("This buys 3 environments of package 'baas_personal' " + expected);

    [Fact]
    public void Describe_UnknownPrice_IsNoSum() =>
        new Purchase(1, new CostEstimate("CNY", [], 0m, ["baas_x"], new DateOnly(2026, 11, 1)), new ProvisioningOptions(), new RenewalOptions()).Describe()
            .Should().Contain("unknown").And.Contain("it may be any sum").And.NotContain("0.00");
}
