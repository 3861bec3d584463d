using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Faults;

public sealed class FaultScriptTests
{
    private static readonly object Order = new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" } };

    [Theory]
    [InlineData(FaultKind.Error, "InternalError", 0)]
    [InlineData(FaultKind.ErrorAfterEffect, "InternalError", 1)]
    [InlineData(FaultKind.Throttle, "RequestLimitExceeded", 0)]
    [InlineData(FaultKind.BadGateway, "not JSON", 0)]
    [InlineData(FaultKind.BadGatewayAfterEffect, "not JSON", 1)]
    [InlineData(FaultKind.ReplyLostBeforeEffect, "no reply", 0)]
    [InlineData(FaultKind.ReplyLostAfterEffect, "no reply", 1)]
    public async Task Script_OnTheSecondOrder_StrikesItAlone(FaultKind kind, string seen, int orders)
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultScript { Kind = kind, Service = "tcb", Action = "CreateEnv", Nth = 2 });

        (await OutcomeAsync(cloud)).Should().Be("OK");
        (await OutcomeAsync(cloud)).Should().Be(seen);
        (await OutcomeAsync(cloud)).Should().Be("OK");
        cloud.Emulator.Ledger.Should().HaveCount(2 + orders);
    }

    [Fact]
    public async Task LandsLate_AnOrderWhoseReplyWasLost_IsPaidWithinFiveMinutesOfItsSignature()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.LandsLate, Action = "CreateEnv", Times = 10 });
        for (var index = 0; index < 10; index++)
        {
            (await OutcomeAsync(cloud)).Should().Be("no reply");
        }

        cloud.Emulator.Ledger.Should().BeEmpty();
        cloud.Emulator.GetState().LateCalls.Should().Be(10);
        cloud.Clock.Advance(TimeSpan.FromMinutes(5));
        cloud.Emulator.Ledger.Should().HaveCount(10);
        cloud.Emulator.Ledger.Should().OnlyContain(entry => entry.At >= entry.SignedAt && entry.At <= entry.SignedAt + TimeSpan.FromMinutes(5));
        cloud.Emulator.Ledger.Select(entry => entry.At).Distinct().Should().HaveCountGreaterThan(5).And.BeInAscendingOrder();
        cloud.Emulator.GetState().Environments.Skip(1).Select(environment => environment.CreatedAt).Should().Equal(cloud.Emulator.Ledger.Select(entry => entry.At));
    }

    [Fact]
    public async Task LandsLate_AfterAnExactDelay_LandsThen()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.LandsLate, Action = "CreateEnv", Delay = TimeSpan.FromSeconds(299) });
        await OutcomeAsync(cloud);
        cloud.Clock.Advance(TimeSpan.FromSeconds(298));
        cloud.Emulator.Ledger.Should().BeEmpty();
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        cloud.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task LandsLate_WhatWouldHaveBeenRefused_BuysNothing()
    {
        await using var cloud = await Cloud.StartAsync();
        var (keys, _, _) = await cloud.SubAccountAsync("user", new { version = "2.0", statement = new[] { new { effect = "allow", action = "cam:GetUser", resource = "*" } } });
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.LandsLate, Action = "CreateEnv" });
        await FluentActions.Invoking(() => cloud.CallAsync(keys, "tcb", "CreateEnv", Order)).Should().ThrowAsync<HttpRequestException>();
        cloud.Clock.Advance(TimeSpan.FromMinutes(6));

        cloud.Emulator.Ledger.Should().BeEmpty();
        cloud.Emulator.GetState().LateCalls.Should().Be(0);
    }

    [Fact]
    public async Task Delivery_SlowOrFailed_IsPaidAllTheSame()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.SlowDelivery, Action = "CreateEnv", Delay = TimeSpan.FromHours(1) });
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.FailedDelivery, Action = "CreateEnv", Nth = 2 });
        var (slow, failed, good) = (await cloud.CreateEnvAsync(), await cloud.CreateEnvAsync(), await cloud.CreateEnvAsync());

        (await TranStatusAsync(cloud, slow), await TranStatusAsync(cloud, failed), await TranStatusAsync(cloud, good)).Should().Be(("3", "5", "4"));
        cloud.Clock.Advance(TimeSpan.FromHours(2));
        (await TranStatusAsync(cloud, slow), await TranStatusAsync(cloud, failed)).Should().Be(("4", "5"));
        (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = failed })).GetProperty("EnvList")[0].GetProperty("Status").GetString().Should().Be("UNAVAILABLE");
        cloud.Emulator.Ledger.Should().HaveCount(3);
    }

    [Fact]
    public async Task Latency_OnACall_EndsWhenTheClockSaysSo()
    {
        var delay = TimeSpan.FromSeconds(40);
        NotedTimers? timers = null;
        await using var cloud = await Cloud.StartAsync(o => o.TimeProvider = timers = new NotedTimers(o.TimeProvider, delay));
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Latency, Action = "CreateEnv", Delay = delay });
        using var patience = new CancellationTokenSource();
        using var client = new HttpClient(cloud.Emulator.CreateHandler());
        var call = client.SendAsync(cloud.Request(cloud.Root, "tcb", "CreateEnv", Order), patience.Token);
        await patience.CancelAsync();
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<OperationCanceledException>();

        // The caller is gone; the order is not. It waits once it was let in, for which its signature must not be old.
        await timers!.Begun.WaitAsync(TestContext.Current.CancellationToken);
        cloud.Emulator.Ledger.Should().BeEmpty();
        cloud.Clock.Advance(delay);

        await Eventually.HoldsAsync(() => cloud.Emulator.Ledger.Count > 0, "its time has come");
        cloud.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task ClockSkew_UntilCleared_RefusesGoodClocksAndShowsInTheDate()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ClockSkew, Delay = TimeSpan.FromMinutes(-10) });
        (await cloud.CodeOfAsync("tcb", "CheckTcbService", new { })).Should().Be("AuthFailure.SignatureExpire");
        using var response = await cloud.SendAsync(cloud.Request(cloud.Root, "tcb", "CheckTcbService", new { }));
        response.Headers.Date.Should().Be(cloud.Clock.GetUtcNow() - TimeSpan.FromMinutes(10));
        cloud.Emulator.Faults.Clear();
        (await cloud.CodeOfAsync("tcb", "CheckTcbService", new { })).Should().Be("OK");
    }

    [Fact]
    public async Task Probability_WithTheSameSeed_StrikesTheSameCalls()
    {
        var first = await RunAsync(11);
        (await RunAsync(11)).Should().Equal(first);
        (await RunAsync(12)).Should().NotEqual(first);
        first.Count(outcome => outcome == "OK").Should().BeInRange(10, 30);

        static async Task<List<string>> RunAsync(int seed)
        {
            await using var cloud = await Cloud.StartAsync(options => options.Seed = seed);
            cloud.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.ReplyLostAfterEffect, Action = "CreateEnv", Times = 40, Probability = 0.5 });
            var outcomes = new List<string>();
            for (var index = 0; index < 40; index++)
            {
                outcomes.Add(await OutcomeAsync(cloud));
            }

            outcomes.AddRange(cloud.Emulator.Ledger.Select(entry => entry.EnvironmentId));
            return outcomes;
        }
    }

    [Theory]
    [InlineData("""{"kind":"Latency"}""", "delay is missing")]
    [InlineData("""{"kind":"Explode"}""", "kind")]
    [InlineData("""{"service":"tcb"}""", "kind")]
    [InlineData("""{"kind":"Error","nth":0}""", "nth is '0'")]
    [InlineData("""{"kind":"Error","probability":2}""", "probability is '2'")]
    [InlineData("""{"kind":"Error","sevice":"tcb"}""", "sevice")]
    public async Task Faults_PostedOutOfRule_AreRefusedByName(string body, string named)
    {
        await using var cloud = await Cloud.StartAsync();
        using var response = await cloud.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://emulator/_emulator/faults") { Content = new StringContent(body) });

        ((int)response.StatusCode).Should().Be(400);
        (await response.Content.ReadAsStringAsync()).Should().Contain(named);
        cloud.Emulator.Faults.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Faults_Posted_Strike()
    {
        await using var cloud = await Cloud.StartAsync();
        const string body = """[{"kind":"Error","service":"tcb","action":"CreateEnv","errorCode":"FailedOperation.Timeout"}]""";
        using var response = await cloud.SendAsync(new HttpRequestMessage(HttpMethod.Post, "http://emulator/_emulator/faults") { Content = new StringContent(body) });
        response.EnsureSuccessStatusCode();

        (await cloud.CodeOfAsync("tcb", "CreateEnv", Order)).Should().Be("FailedOperation.Timeout");
        (await cloud.CodeOfAsync("tcb", "CreateEnv", Order)).Should().Be("OK");
    }

    /// <summary>Says when somebody begins to wait for a while.</summary>
    private sealed class NotedTimers(TimeProvider clock, TimeSpan noted) : TimeProvider
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Begun => _begun.Task;

        public override long TimestampFrequency => clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

        public override long GetTimestamp() => clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = clock.CreateTimer(callback, state, dueTime, period);
            if (dueTime == noted)
            {
                _begun.TrySetResult();
            }

            return timer;
        }
    }

    private static async Task<string> OutcomeAsync(Cloud cloud)
    {
        try
        {
            await cloud.CallAsync("tcb", "CreateEnv", Order);
            return "OK";
        }
        catch (CloudReplyException refusal)
        {
            return refusal.Code;
        }
        catch (HttpRequestException)
        {
            return "no reply";
        }
        catch (System.Text.Json.JsonException)
        {
            return "not JSON";
        }
    }

    private static async Task<string> TranStatusAsync(Cloud cloud, string id) =>
        (await cloud.CallAsync("tcb", "DescribeBillingInfo", new { EnvId = id })).GetProperty("EnvBillingInfoList")[0].GetProperty("OrderInfo").GetProperty("TranStatus").GetString()!;
}
