using CloudBase.MultiTenant.Quotas;

namespace CloudBase.MultiTenant.Tests.Quotas;

public sealed class QuotaLevelsTests
{
    [Theory]
    [InlineData(0, QuotaLevel.Within)]
    [InlineData(69, QuotaLevel.Within)]
    [InlineData(70, QuotaLevel.Notice)]
    [InlineData(85, QuotaLevel.Warning)]
    [InlineData(95, QuotaLevel.Critical)]
    [InlineData(100, QuotaLevel.Reached)]
    [InlineData(140, QuotaLevel.Reached)]
    public void Of_FirstReading_FollowsTheBounds(int used, QuotaLevel level) => QuotaLevels.Of(used, 100, QuotaLevel.Unknown).Should().Be(level);

    [Theory]
    [InlineData(QuotaLevel.Reached, 99, QuotaLevel.Reached)]
    [InlineData(QuotaLevel.Reached, 90, QuotaLevel.Reached)]
    [InlineData(QuotaLevel.Reached, 89, QuotaLevel.Warning)]
    [InlineData(QuotaLevel.Critical, 90, QuotaLevel.Critical)]
    [InlineData(QuotaLevel.Critical, 89, QuotaLevel.Warning)]
    [InlineData(QuotaLevel.Warning, 80, QuotaLevel.Warning)]
    [InlineData(QuotaLevel.Warning, 79, QuotaLevel.Notice)]
    [InlineData(QuotaLevel.Notice, 65, QuotaLevel.Notice)]
    [InlineData(QuotaLevel.Notice, 64, QuotaLevel.Within)]
    [InlineData(QuotaLevel.Within, 69, QuotaLevel.Within)]
    public void Of_FallingUse_LeavesALevelOnlyWellBelowIt(QuotaLevel before, int used, QuotaLevel level) => QuotaLevels.Of(used, 100, before).Should().Be(level);

    [Fact]
    public void Of_UseThatTremblesByLessThanTheGap_ChangesAtMostOnce()
    {
        for (int seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            decimal centre = random.Next(60, 110);
            QuotaLevel level = QuotaLevels.Of(centre, 100, QuotaLevel.Unknown);
            int changes = 0;
            for (int i = 0; i < 50; i++)
            {
                QuotaLevel next = QuotaLevels.Of(centre + ((decimal)random.NextDouble() * 4.9m) - 2.45m, 100, level);
                changes += next == level ? 0 : 1;
                level = next;
            }

            changes.Should().BeLessThanOrEqualTo(1, $"seed {seed}, about {centre} %");
        }
    }

    [Fact]
    public void Of_WhatIsNotKnown_IsUnknownAndNeverWithin()
    {
        QuotaLevels.Of(null, 100, QuotaLevel.Critical).Should().Be(QuotaLevel.Unknown);
        QuotaLevels.Of(5, null, QuotaLevel.Critical).Should().Be(QuotaLevel.Unknown);
        QuotaLevels.Of(0, 0, QuotaLevel.Unknown).Should().Be(QuotaLevel.Reached, "of nothing, all is used");
    }
}
