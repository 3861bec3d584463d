using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TestKit;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

public sealed class InitialPasswordTests
{
    [Fact]
    public void Draw_TenThousand_AllKeepTheCloudsRuleAndDiffer()
    {
        var random = new SeededRandomSource(3);
        string[] drawn = [.. Enumerable.Range(0, 10_000).Select(_ => InitialPassword.Draw(random).Reveal())];

        drawn.Distinct().Should().HaveCount(10_000);
        drawn.Should().OnlyContain(p => p.Length == InitialPassword.Length && p.Any(char.IsAsciiLetterUpper) && p.Any(char.IsAsciiLetterLower)
            && p.Any(char.IsAsciiDigit) && p.Any(c => !char.IsAsciiLetterOrDigit(c)));
        drawn.Select(p => char.IsAsciiLetterUpper(p[0])).Distinct().Should().HaveCount(2, "the classes must not stand in a fixed order");
    }
}
