using CloudBase.MultiTenant.TencentCloud;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Prices;

public sealed class TencentCloudPriceBookTests
{
    [Fact]
    public void Load_TheBookThatShips_HasTheSeedsPriceWithItsSource()
    {
        PriceBook book = TencentCloudPriceBook.Load();

        book.Currency.Should().Be("CNY");
        PriceBookEntry personal = book.Entries.Should().ContainSingle(e => e.PackageId == "baas_personal").Which;
        personal.MonthlyPrice.Should().Be(39.9m);
        personal.ValidUntil.Should().BeNull();
        personal.Source.Should().Contain("docs.cloudbase.net/en/solutions/vibe-coding-platform/multi-tenancy");
    }
}
