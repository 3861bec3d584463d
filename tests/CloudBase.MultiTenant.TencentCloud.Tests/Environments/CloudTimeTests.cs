namespace CloudBase.MultiTenant.TencentCloud.Tests.Environments;

public sealed class CloudTimeTests
{
    [Theory]
    [InlineData("2026-11-23 20:00:00", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T20:00:00+08:00", "2026-11-23T12:00:00Z")]
    [InlineData("2026-11-23T12:00:00.123", "2026-11-23T12:00:00.123Z")]
    [InlineData("0000-00-00 00:00:00", null)]
    [InlineData("0001-01-01 00:00:00", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("soon", null)]
    public void Parse_WhatTheCloudSends_IsReadInItsZone(string? text, string? expected) =>
        CloudTime.Parse(text).Should().Be(expected is null ? null : DateTimeOffset.Parse(expected));
}
