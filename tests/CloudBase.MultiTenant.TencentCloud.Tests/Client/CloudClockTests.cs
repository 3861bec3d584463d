using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>P12: clocks that drift are noticed.</summary>
public sealed class CloudClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Observe_OneWrongDateAmongRightOnes_MovesNothing(int wrong)
    {
        var time = new FakeTimeProvider(Start);
        var clock = new CloudClockTracker(time, new TencentCloudOptions(), NullLogger.Instance);
        for (int i = 0; i < 5; i++)
        {
            DateTimeOffset date = i == wrong ? Start.AddDays(-3) : time.GetUtcNow();
            clock.Observe(date, time.GetUtcNow());
            if (i >= 2 || i != wrong)
            {
                clock.Offset.Should().Be(TimeSpan.Zero, "sample {0}", i);
            }

            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public void Observe_OffsetAndLatency_AreToldApart()
    {
        var time = new FakeTimeProvider(Start);
        var clock = new CloudClockTracker(time, new TencentCloudOptions(), NullLogger.Instance);
        DateTimeOffset sent = time.GetUtcNow();
        time.Advance(TimeSpan.FromSeconds(4));

        clock.Observe(Start.AddSeconds(2 + 120), sent);

        clock.Offset.Should().BeCloseTo(TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Safe_ClockTenMinutesOff_IsSignedAgainWithTheCloudsTimeAndSucceeds()
    {
        var time = new FakeTimeProvider(Start);
        var log = new CapturingLoggerProvider();
        var handler = new ScriptedHandler(Answer.SignatureExpired) { Result = string.Empty, Date = () => time.GetUtcNow().AddMinutes(10) };
        using ClientHost host = new(handler, time, o => o.RetryDelay = TimeSpan.FromMilliseconds(1), s => s.AddLogging(b => b.AddProvider(log)));
        Task<DescribeEnvLimitResponse> call = host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(5));
        await call;

        (long.Parse(handler.Seen[1].Timestamp) - long.Parse(handler.Seen[0].Timestamp)).Should().BeInRange(598, 607);
        log.Entries.Should().ContainSingle(e => e.Id.Id == 2003 && e.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Order_ClockTenMinutesOff_IsNeverSigned()
    {
        var time = new FakeTimeProvider(Start);
        var handler = new ScriptedHandler { Result = "\"AccountId\":\"1\"", Date = () => time.GetUtcNow().AddMinutes(-10) };
        using ClientHost host = new(handler, time);
        IEnvironmentCloud cloud = host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentOrder order = new()
        {
            Alias = EnvironmentAlias.Parse("a"),
            PackageId = "p",
            Resources = ["flexdb"],
            PeriodMonths = 1,
            Tags = new Dictionary<string, string>(),
            SignedAt = Start,
        };

        CloudClockSkewException ordered = (await FluentActions.Awaiting(() => cloud.OrderAsync(order, CancellationToken.None).AsTask()).Should().ThrowAsync<CloudClockSkewException>()).Which;
        await FluentActions.Awaiting(() => cloud.ReadClockAsync(CancellationToken.None).AsTask()).Should().ThrowAsync<CloudClockSkewException>();

        ordered.Effect.Should().Be(CloudEffect.None);
        ordered.Offset.Should().BeCloseTo(TimeSpan.FromMinutes(-10), TimeSpan.FromSeconds(1));
        handler.Seen.Should().ContainSingle().Which.Action.Should().Be("GetCallerIdentity", "the clock is asked for once, the order never goes out");
    }

    [Fact]
    public async Task Order_SignedTooLongAgo_IsRefusedUnsent()
    {
        var time = new FakeTimeProvider(Start);
        var handler = new ScriptedHandler { Date = time.GetUtcNow };
        using ClientHost host = new(handler, time);

        (await FluentActions.Awaiting(() => host.Client.CallAsync(
            TcbActions.RenewEnv, new RenewEnvRequest("e", 1), new TencentCloudCallOptions { SignedAt = Start.AddMinutes(-5) }, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudInvalidRequestException>()).Which.Effect.Should().Be(CloudEffect.None);

        handler.Seen.Should().NotContain(r => r.Action == "RenewEnv");
    }
}
