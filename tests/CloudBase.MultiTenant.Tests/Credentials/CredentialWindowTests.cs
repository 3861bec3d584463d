using CloudBase.MultiTenant.Credentials;
using CsCheck;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class CredentialWindowTests
{
    private static readonly DateTimeOffset Issued = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void For_EveryLifetimeFromAMinuteToThirtySixHours_KeepsItsOrder() =>
        Gen.Select(Gen.Double[60, 36 * 3600], Gen.Double[0, 1], Gen.Double[0, 600]).Sample((seconds, chance, skew) =>
        {
            DateTimeOffset expiry = Issued.AddSeconds(seconds);
            var window = CredentialWindow.For(Issued, expiry, Math.Min(chance, 0.999999), TimeSpan.FromSeconds(skew));
            window.RefreshAt.Should().BeAfter(Issued).And.BeBefore(window.MustRefreshAt);
            window.MustRefreshAt.Should().BeOnOrBefore(window.ServeUntil).And.BeBefore(expiry);
            window.ServeUntil.Should().BeOnOrBefore(expiry);
            CredentialWindow.Floor(expiry - Issued).Should().BeLessThan(window.RefreshAt - Issued, "a fresh credential is not renewed at once");
        });

    [Theory]
    [InlineData(60, 27, 42, 45)]
    [InlineData(1800, 810, 1260, 1530)]
    [InlineData(129600, 58320, 90720, 110160)]
    public void For_TheDesignsExamples_GiveItsNumbers(int lifetime, int earliest, int latest, int must)
    {
        DateTimeOffset expiry = Issued.AddSeconds(lifetime);

        CredentialWindow.For(Issued, expiry, 0, TimeSpan.Zero).RefreshAt.Should().Be(Issued.AddSeconds(earliest));
        CredentialWindow.For(Issued, expiry, 1, TimeSpan.Zero).RefreshAt.Should().BeCloseTo(Issued.AddSeconds(latest), TimeSpan.FromMilliseconds(1));
        CredentialWindow.For(Issued, expiry, 0.5, TimeSpan.Zero).MustRefreshAt.Should().Be(Issued.AddSeconds(must));
    }

    [Fact]
    public void For_ManyIssuedTogether_SpreadTheirRenewalsOverAQuarterOfTheLifetime()
    {
        var random = new TestKit.SeededRandomSource(7);
        DateTimeOffset expiry = Issued.AddHours(1);
        int[] renewals = new int[10];
        for (int i = 0; i < 10_000; i++)
        {
            double share = (CredentialWindow.For(Issued, expiry, random.NextDouble(), TimeSpan.Zero).RefreshAt - Issued) / TimeSpan.FromHours(1);
            renewals[(int)((share - 0.45) / 0.025)]++;
        }

        renewals.Should().OnlyContain(n => n > 800 && n < 1200, "each tenth of the window gets its share");
    }
}
