using System.Text;

namespace CloudBase.MultiTenant.Tests.Ids;

/// <summary>What a platform's id may be, and what a caller is told of one that may not.</summary>
public sealed class TenantIdTests
{
    [Theory]
    [InlineData(null, "is empty")]
    [InlineData("", "is empty")]
    [InlineData("user\u0000", "U+0000 at position 4")]
    [InlineData("\tuser", "U+0009 at position 0")]
    [InlineData("user\r\nINFO: forged", "U+000D at position 4")]
    [InlineData("user\u007F", "U+007F at position 4")]
    [InlineData("user\u0085", "U+0085 at position 4")]
    public void Parse_IdThatBreaksTheRule_SaysWhichAndNamesTheWayOut(string? id, string problem)
    {
        Action parse = () => TenantId.Parse(id!);

        string message = parse.Should().Throw<FormatException>().Which.Message;
        message.Should().Contain(problem).And.Contain(": ", "the way out comes after it");
        message.Should().NotContainAny("\r", "\n", "\0", "\t");
        TenantId.TryParse(id, out TenantId none).Should().BeFalse();
        none.Should().Be(default(TenantId));
    }

    [Theory]
    [InlineData('\uD83D')]
    [InlineData('\uDE00')]
    public void Parse_HalfOfASurrogatePair_IsRefusedWhereverItStands(char half)
    {
        foreach (string id in new[] { $"{half}", $"user{half}", $"{half}user", $"{half}{half}", $"us\uDE00\uD83Der" })
        {
            FluentActions.Invoking(() => TenantId.Parse(id)).Should().Throw<FormatException>().WithMessage("*half of a surrogate pair*give the id*");
            TenantId.TryParse(id, out _).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("a", 256, true)]
    [InlineData("a", 257, false)]
    [InlineData("é", 128, true)]
    [InlineData("é", 129, false)]
    [InlineData("😀", 64, true)]
    [InlineData("😀", 65, false)]
    public void Parse_ByLength_CountsUtf8BytesAndQuotesWellFormedText(string character, int count, bool isAllowed)
    {
        string id = string.Concat(Enumerable.Repeat(character, count));

        TenantId.TryParse(id, out TenantId parsed).Should().Be(isAllowed);
        if (isAllowed)
        {
            parsed.Value.Should().Be(id);
            return;
        }

        string message = FluentActions.Invoking(() => TenantId.Parse(id)).Should().Throw<FormatException>().Which.Message;
        message.Should().Contain($"{Encoding.UTF8.GetByteCount(id)} UTF-8 bytes").And.Contain("at most 256");
        new UTF8Encoding(false, throwOnInvalidBytes: true).Invoking(strict => strict.GetByteCount(message)).Should().NotThrow("half a character would break a log");
    }

    [Fact]
    public void Parse_TooLongIdCutInsideACharacter_QuotesWellFormedText()
    {
        string id = "a" + string.Concat(Enumerable.Repeat("😀", 64));

        string message = FluentActions.Invoking(() => TenantId.Parse(id)).Should().Throw<FormatException>().Which.Message;

        new UTF8Encoding(false, throwOnInvalidBytes: true).Invoking(strict => strict.GetByteCount(message)).Should().NotThrow();
    }

    [Fact]
    public void Parse_TooLongIdWithControlCharacters_DoesNotQuoteThem()
    {
        string message = FluentActions.Invoking(() => TenantId.Parse("a\nERROR " + new string('b', 300))).Should().Throw<FormatException>().Which.Message;

        message.Should().NotContain("\n").And.Contain("U+000A at position 1");
    }

    [Fact]
    public void Default_IsRefusedWhereAnIdIsNeeded()
    {
        FluentActions.Invoking(() => default(TenantId).Value).Should().Throw<InvalidOperationException>().WithMessage("*TenantId.Parse*");
        FluentActions.Invoking(() => default(TenantId).ToStorageKey()).Should().Throw<InvalidOperationException>();
        default(TenantId).ToString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("user@example.com", "User@example.com")]
    [InlineData("Zoe\u0308", "Zo\u00EB")]
    [InlineData("abcdefghijklmnopqrst-1", "abcdefghijklmnopqrst-2")]
    [InlineData("张三", "張三")]
    [InlineData("user", "user ")]
    public void StorageKey_OfIdsThatOnlyLookAlike_Differs(string one, string other)
    {
        TenantId.Parse(one).Should().NotBe(TenantId.Parse(other));
        TenantId.Parse(one).ToStorageKey().Should().NotBe(TenantId.Parse(other).ToStorageKey());
    }
}
