using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.TestKit;

namespace CloudBase.MultiTenant.Tests.Ids;

/// <summary>The cloud's rule of aliases, kept before anything is sent.</summary>
public sealed class EnvironmentAliasTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a-b-c")]
    [InlineData("a1234567890123456789")]
    public void Parse_AliasOfTheRule_IsTaken(string alias) => EnvironmentAlias.Parse(alias).Value.Should().Be(alias);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a12345678901234567890")]
    [InlineData("1abc")]
    [InlineData("-abc")]
    [InlineData("abc-")]
    [InlineData("ab--c")]
    [InlineData("Abc")]
    [InlineData("user_1")]
    [InlineData("user-张三")]
    [InlineData("user 1")]
    [InlineData("user-1\n")]
    [InlineData("user-😀")]
    public void Parse_AliasThatBreaksTheRule_SaysTheRule(string? alias)
    {
        FluentActions.Invoking(() => EnvironmentAlias.Parse(alias!)).Should().Throw<FormatException>().WithMessage("*1 to 20 characters*'--'*");
        EnvironmentAlias.TryParse(alias, out EnvironmentAlias none).Should().BeFalse();
        none.Should().Be(default(EnvironmentAlias));
    }

    [Fact]
    public void Draw_TenThousand_KeepTheRuleAndDiffer()
    {
        var random = new SeededRandomSource(3);
        HashSet<string> drawn = [];
        for (int i = 0; i < 10_000; i++)
        {
            drawn.Add(EnvironmentAlias.Parse(RandomText.DrawAlias(random).Value).Value).Should().BeTrue();
        }

        drawn.Should().OnlyContain(a => a.Length == 20);
    }
}
