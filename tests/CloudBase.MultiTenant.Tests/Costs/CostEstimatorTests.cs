using System.Globalization;
using CloudBase.MultiTenant.Costs;
using CloudBase.MultiTenant.Ports;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using OptionsWrapper = Microsoft.Extensions.Options.Options;
using static CloudBase.MultiTenant.Tests.Costs.PriceBookTests;

namespace CloudBase.MultiTenant.Tests.Costs;

public sealed class CostEstimatorTests
{
    private static readonly DateTimeOffset Today = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(10, "438.90", "439")]
    [InlineData(50, "2034.90", "2,035")]
    [InlineData(100, "4029.90", "4,030")]
    public void Estimate_TheSeedsScenarios_AreExactToTheCentAndRoundAsShown(int tenants, string exact, string shown)
    {
        CostEstimate estimate = Estimator(Seed()).Estimate(CostScenario.ForTenants(tenants));

        estimate.MonthlyTotal.Should().Be(decimal.Parse(exact, CultureInfo.InvariantCulture));
        estimate.MonthlyTotal!.Value.ToString("N0", CultureInfo.InvariantCulture).Should().Be(shown);
        estimate.IsComplete.Should().BeTrue();
        estimate.Currency.Should().Be("CNY");
        estimate.Lines.Select(l => (l.Quantity, l.UnitPrice)).Should().Equal((tenants, 39.9m), (1, 39.9m));
        estimate.Lines.Should().OnlyContain(l => l.Source == "page");
    }

    [Fact]
    public void Estimate_UnknownPackage_IsUnknownAndNeverZero()
    {
        CostEstimate estimate = Estimator(Seed()).Estimate(new CostScenario { Tenants = 10, TenantPackageId = "baas_team" });

        estimate.MonthlyTotal.Should().BeNull();
        estimate.KnownTotal.Should().Be(0m, "the management environment is on the tenants' package unless it is given one");
        estimate.UnknownPrices.Should().Equal("baas_team");
        estimate.Lines[0].Amount.Should().BeNull();
        estimate.Lines[0].UnitPrice.Should().BeNull();
        estimate.Lines[0].Source.Should().Contain("has no price for 'baas_team'");
    }

    [Fact]
    public void Estimate_DayBeforeAndAfterTheBook_IsUnknownAndSaysWhichDays()
    {
        CostEstimator estimator = Estimator(PriceBook.Parse(Json(Entry("p", "1", "2026-01-01", "\"2026-12-31\""))));

        Source(new(2025, 12, 31)).Should().Contain("begin on 2026-01-01, after 2025-12-31");
        Source(new(2027, 1, 1)).Should().Contain("end on 2026-12-31, before 2027-01-01");
        estimator.Estimate(On(new(2026, 1, 1))).IsComplete.Should().BeTrue();
        estimator.Estimate(On(new(2026, 12, 31))).IsComplete.Should().BeTrue();

        string Source(DateOnly day) => estimator.Estimate(On(day)).Lines[0].Source;
        static CostScenario On(DateOnly day) => new() { Tenants = 1, TenantPackageId = "p", On = day };
    }

    [Fact]
    public void Estimate_WithoutADay_TakesTheClocks()
    {
        PriceBook book = PriceBook.Parse(Json(Entry("p", "1", "2026-01-01", "\"2026-11-23\""), Entry("p", "2", "2026-11-24", "null")));
        var time = new FakeTimeProvider(Today);
        CostEstimator estimator = Estimator(book, time);
        CostScenario one = new() { Tenants = 1, TenantPackageId = "p", ManagementEnvironments = 0 };

        estimator.Estimate(one).MonthlyTotal.Should().Be(1m);
        time.Advance(TimeSpan.FromHours(12));
        estimator.Estimate(one).MonthlyTotal.Should().Be(2m);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    [InlineData(int.MinValue, 1)]
    public void Estimate_NegativeNumber_IsRefused(int tenants, int management)
    {
        Action estimate = () => Estimator(Seed()).Estimate(new CostScenario { Tenants = tenants, ManagementEnvironments = management });

        estimate.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("79228162514264337593543950335", 2, 0)]
    [InlineData("79228162514264337593543950335", 1, 1)]
    [InlineData("0.1234567890123456789012345678", 1000000, 0)]
    [InlineData("7922816251426433759354395033.5", 1, 9)]
    public void Estimate_MoreDigitsThanDecimalHolds_IsRefusedNotRounded(string price, int tenants, int management)
    {
        Action estimate = () => Estimator(PriceBook.Parse(Json(Entry("baas_personal", price, "2026-01-01", "null"))))
            .Estimate(new CostScenario { Tenants = tenants, ManagementEnvironments = management });

        estimate.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*digits*");
    }

    [Fact]
    public void Estimate_NoPackageConfigured_SaysWhereToGiveOne()
    {
        var estimator = new CostEstimator(Seed(), OptionsWrapper.Create(new CloudBaseOptions()), new FakeTimeProvider(Today));
        Action estimate = () => estimator.Estimate(CostScenario.ForTenants(1));

        estimate.Should().Throw<ArgumentException>().WithMessage("*Costs:TenantPackageId*");
    }

    [Fact]
    public void Constructor_BookOfAHostWithAGap_IsRefused()
    {
        Action make = () => Estimator(new HostBook([
            new("p", 1m, new(2026, 1, 1), new(2026, 1, 31), "x"), new("p", 1m, new(2026, 3, 1), null, "x")]));

        make.Should().Throw<PriceBookException>().WithMessage("*2026-02-01 until 2026-02-28*");
    }

    [Fact]
    public void Estimate_AnyScenario_TotalIsTheSumOfItsLinesExactly() => Scenario.Sample((scenario, price) =>
    {
        CostEstimate estimate = Estimator(Book(price)).Estimate(scenario);
        estimate.MonthlyTotal.Should().Be(estimate.Lines.Sum(l => l.Amount!.Value));
        estimate.MonthlyTotal.Should().Be(price * ((long)scenario.Tenants + scenario.ManagementEnvironments));
        estimate.Lines.Should().OnlyContain(l => l.Amount == l.UnitPrice * l.Quantity);
    });

    [Fact]
    public void Estimate_MoreTenants_NeverCostsLess() => Gen.Select(Scenario, Gen.Int[0, 1000]).Sample((a, more) =>
    {
        CostEstimator estimator = Estimator(Book(a.Item2));
        CostScenario bigger = a.Item1 with { Tenants = a.Item1.Tenants + more };
        estimator.Estimate(bigger).MonthlyTotal.Should().BeGreaterThanOrEqualTo(estimator.Estimate(a.Item1).MonthlyTotal!.Value);
    });

    [Fact]
    public void Estimate_TheSameScenarioTwice_DiffersInNothing() => Scenario.Sample((scenario, price) =>
    {
        CostEstimator estimator = Estimator(Book(price));
        CostEstimate first = estimator.Estimate(scenario);
        CostEstimate second = estimator.Estimate(scenario);
        (first.MonthlyTotal - second.MonthlyTotal).Should().Be(0m);
        first.Lines.Should().Equal(second.Lines);
    });

    private static readonly Gen<(CostScenario, decimal)> Scenario = Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[0, 50], Gen.Long[0, 10_000_000])
        .Select((tenants, management, cents) => (new CostScenario { Tenants = tenants, ManagementEnvironments = management }, cents / 100m));

    private static PriceBook Seed() => Book(39.9m);

    private static PriceBook Book(decimal price) => new("CNY", new(2026, 11, 23), [new("baas_personal", price, new(2026, 1, 1), null, "page")]);

    private static CostEstimator Estimator(IPriceBook book, TimeProvider? time = null) => new(
        book,
        OptionsWrapper.Create(new CloudBaseOptions { Provisioning = { PackageId = "baas_personal" } }),
        time ?? new FakeTimeProvider(Today));

    private sealed class HostBook(IReadOnlyList<PriceBookEntry> entries) : IPriceBook
    {
        public string Currency => "CNY";

        public DateOnly Date => new(2026, 11, 23);

        public IReadOnlyList<PriceBookEntry> Entries => entries;
    }
}
