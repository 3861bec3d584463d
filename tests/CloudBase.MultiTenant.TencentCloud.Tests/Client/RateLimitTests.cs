using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>P12: the account's limits are kept on our side, per action, shared by all that call.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public void TryTake_AnyArrivals_NoSecondEverHoldsMoreThanTheLimitAndOrderIsKept() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 400].Array[1, 300]).Sample((perSecond, gaps) =>
        {
            var time = new FakeTimeProvider();
            var limiter = new SlidingWindowLimiter(perSecond, time);
            List<double> places = [];
            foreach (int gap in gaps)
            {
                time.Advance(TimeSpan.FromMilliseconds(gap % 7 == 0 ? gap : 0));
                limiter.TryTake(TimeSpan.MaxValue, out TimeSpan wait).Should().BeTrue();
                places.Add((time.GetUtcNow() - DateTimeOffset.UnixEpoch + wait).TotalMilliseconds);
            }

            for (int i = 1; i < places.Count; i++)
            {
                (places[i] - places[i - 1]).Should().BeGreaterThanOrEqualTo(-0.001);
                if (i >= perSecond)
                {
                    (places[i] - places[i - perSecond]).Should().BeGreaterThanOrEqualTo(999.9);
                }
            }
        }, iter: 200);

    [Fact]
    public void TryTake_PlaceTooFarAway_TakesNone()
    {
        var time = new FakeTimeProvider();
        var limiter = new SlidingWindowLimiter(1, time);
        limiter.TryTake(TimeSpan.Zero, out _).Should().BeTrue();

        limiter.TryTake(TimeSpan.FromMilliseconds(999), out TimeSpan away).Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        away.Should().Be(TimeSpan.FromSeconds(1));
        limiter.TryTake(TimeSpan.Zero, out TimeSpan wait).Should().BeTrue("the refused one took no place");
        wait.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task Call_BeyondTheLimit_WaitsThenIsSentAndBeyondTheBudgetIsNot()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var handler = new ScriptedHandler { Result = string.Empty };
        using ClientHost host = new(handler, time, o =>
        {
            o.RateLimits["tcb.DescribeEnvLimit"] = 2;
            o.MaxRateLimitWait = TimeSpan.FromSeconds(1);
        });
        Task<DescribeEnvLimitResponse>[] calls = [.. Enumerable.Range(0, 4).Select(_ => CallAsync(host))];
        int sentAtOnce = handler.Calls;

        (await FluentActions.Awaiting(() => CallAsync(host)).Should().ThrowAsync<CloudThrottledException>())
            .Which.Should().Match<CloudCallException>(e => e.Effect == CloudEffect.None && e.Details.RetryAfter == TimeSpan.FromSeconds(2) && e.Message.Contains("2 a second"));
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.WhenAll(calls);

        sentAtOnce.Should().Be(2);
        handler.Calls.Should().Be(4);
    }

    [Fact]
    public async Task Call_PlaceBeyondTheCallsOwnTime_IsNotWaitedFor()
    {
        var handler = new ScriptedHandler { Result = string.Empty };
        using ClientHost host = new(handler, new FakeTimeProvider(), o =>
        {
            o.RateLimits["tcb.DescribeEnvLimit"] = 1;
            (o.TotalTimeout, o.MaxRateLimitWait) = (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        });
        Task<DescribeEnvLimitResponse>[] calls = [.. Enumerable.Range(0, 31).Select(_ => CallAsync(host))];

        CloudThrottledException refused = (await FluentActions.Awaiting(() => CallAsync(host).WaitAsync(TimeSpan.FromSeconds(20))).Should().ThrowAsync<CloudThrottledException>()).Which;

        refused.Details.RetryAfter.Should().Be(TimeSpan.FromSeconds(31));
        refused.Message.Should().Contain("more than TotalTimeout 00:00:30");
        calls.Should().NotContain(call => call.IsFaulted, "a place within the call's time is waited for");
    }

    [Fact]
    public async Task Share_AQuarter_IsWhatThisProcessUses()
    {
        var time = new FakeTimeProvider();
        var handler = new ScriptedHandler { Result = string.Empty };
        using ClientHost host = new(handler, time, o => (o.RateLimitShare, o.MaxRateLimitWait) = (0.25, TimeSpan.Zero));
        for (int i = 0; i < 5; i++)
        {
            await CallAsync(host);
        }

        await FluentActions.Awaiting(() => CallAsync(host)).Should().ThrowAsync<CloudThrottledException>();
    }

    private static Task<DescribeEnvLimitResponse> CallAsync(ClientHost host) =>
        host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask();
}
