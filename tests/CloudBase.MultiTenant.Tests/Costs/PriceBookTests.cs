namespace CloudBase.MultiTenant.Tests.Costs;

public sealed class PriceBookTests
{
    [Fact]
    public void Parse_WholeBook_KeepsExactDecimalsAndDays()
    {
        PriceBook book = PriceBook.Parse(Json(Entry("a", "39.90", "2026-01-01", "\"2026-06-30\""), Entry("a", "41", "2026-07-01", "null")));

        book.Currency.Should().Be("CNY");
        book.Date.Should().Be(new DateOnly(2026, 11, 23));
        book.Entries.Should().Equal(
            new PriceBookEntry("a", 39.90m, new(2026, 1, 1), new(2026, 6, 30), "page"),
            new PriceBookEntry("a", 41m, new(2026, 7, 1), null, "page"));
    }

    [Fact]
    public void Parse_Gap_NamesItsFirstAndLastDay() =>
        Problems(Entry("a", "1", "2026-01-01", "\"2026-02-28\""), Entry("a", "2", "2026-03-10", "null"))
            .Should().ContainSingle().Which.Should().Contain("'a' has no price from 2026-03-01 until 2026-03-09");

    [Fact]
    public void Parse_GapOfOneDay_IsSeen() =>
        Problems(Entry("a", "1", "2026-01-01", "\"2026-02-28\""), Entry("a", "2", "2026-03-02", "null"))
            .Should().ContainSingle().Which.Should().Contain("from 2026-03-01 until 2026-03-01");

    [Fact]
    public void Parse_Overlap_NamesItsFirstAndLastDay() =>
        Problems(Entry("a", "1", "2026-01-01", "\"2026-03-15\""), Entry("a", "2", "2026-03-10", "null"))
            .Should().ContainSingle().Which.Should().Contain("two prices from 2026-03-10 until 2026-03-15").And.Contain("on 2026-03-09");

    [Fact]
    public void Parse_OverlapInsideALongValidity_IsSeenBehindAShortOne() =>
        Problems(Entry("a", "1", "2026-01-01", "\"2026-12-31\""), Entry("a", "2", "2026-02-01", "\"2026-02-02\""), Entry("a", "3", "2026-12-31", "null"))
            .Should().HaveCount(2).And.Contain(p => p.Contains("from 2026-12-31 until 2026-12-31"));

    [Fact]
    public void Parse_TwoOpenEnds_AreRefused() =>
        Problems(Entry("a", "1", "2026-01-01", "null"), Entry("a", "2", "2026-02-01", "null"))
            .Should().ContainSingle().Which.Should().Contain("two prices from 2026-02-01 on");

    [Fact]
    public void Parse_OtherPackages_DoNotFillEachOthersGaps() =>
        Problems(Entry("a", "1", "2026-01-01", "\"2026-01-31\""), Entry("b", "1", "2026-02-01", "\"2026-02-28\""), Entry("a", "1", "2026-03-01", "null"))
            .Should().ContainSingle().Which.Should().Contain("'a' has no price from 2026-02-01 until 2026-02-28");

    [Fact]
    public void Parse_SeveralProblems_AreNamedTogether() =>
        Problems(Entry("a", "-1", "2026-01-01", "null", source: " "), Entry("b", "1", "2026-02-01", "\"2026-01-01\""))
            .Should().HaveCount(3);

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"currency\":\"CNY\",\"date\":\"2026-11-23\"}")]
    [InlineData("{\"currency\":\"CNY\",\"date\":\"23.11.2026\",\"entries\":[]}")]
    [InlineData("{\"currency\":\"CNY\",\"date\":\"2026-11-23\",\"entries\":[],\"price\":1}")]
    [InlineData("{\"currency\":\"CNY\",\"currency\":\"USD\",\"date\":\"2026-11-23\",\"entries\":[]}")]
    [InlineData("{\"currency\":null,\"date\":\"2026-11-23\",\"entries\":[]}")]
    [InlineData("{\"currency\":\"yuan\",\"date\":\"2026-11-23\",\"entries\":[]}")]
    [InlineData("{\"currency\":\"CNY\",\"date\":\"2026-11-23\",\"entries\":[null]}")]
    public void Parse_AnythingElse_IsATypedError(string json)
    {
        Action parse = () => PriceBook.Parse(json);

        parse.Should().Throw<PriceBookException>().Which.Problems.Should().NotBeEmpty();
    }

    internal static string Entry(string package, string price, string from, string until, string source = "page") =>
        $$"""{ "packageId": "{{package}}", "monthlyPrice": {{price}}, "validFrom": "{{from}}", "validUntil": {{until}}, "source": "{{source}}" }""";

    internal static string Json(params string[] entries) =>
        $$"""{ "currency": "CNY", "date": "2026-11-23", "entries": [{{string.Join(',', entries)}}] }""";

    private static IReadOnlyList<string> Problems(params string[] entries)
    {
        Action parse = () => PriceBook.Parse(Json(entries));
        return parse.Should().Throw<PriceBookException>().Which.Problems;
    }
}
