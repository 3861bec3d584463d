using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

/// <summary>P1 at the wire: what may happen once leaves once, and nobody claims that nothing happened when something may have.</summary>
public sealed class RepetitionTests
{
    private static readonly Answer[] Kinds =
    [
        Answer.Good, Answer.LostBefore, Answer.LostAfter, Answer.ServerError, Answer.Html, Answer.WrongJson, Answer.NullResponse, Answer.Truncated,
        Answer.Throttled, Answer.Internal, Answer.Failed, Answer.Invalid, Answer.Denied, Answer.SignatureExpired,
    ];

    private static readonly Gen<Answer[]> Scripts = Gen.Int[0, 13].Select(i => Kinds[i]).Array[1, 6];

    private static readonly CreateEnvRequest Order = new() { Alias = "a", PackageId = "baas_personal", Resources = ["flexdb"] };

    [Fact]
    public async Task Once_AnyFaultScript_LeavesAtMostOnceAndNeverClaimsThatNothingHappenedWhenItMay() =>
        await Scripts.SampleAsync(
            async script =>
            {
                var handler = new ScriptedHandler(script) { Date = () => DateTimeOffset.UtcNow };
                using ClientHost host = Host(handler);
                host.Client.Clock.Observe(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);
                CloudCallException? error = await ErrorOfAsync(async () => await host.Client.CallAsync(
                    TcbActions.CreateEnv, Order, new TencentCloudCallOptions { SignedAt = DateTimeOffset.UtcNow }, CancellationToken.None));

                handler.Calls.Should().Be(1);
                if (error is not null && ScriptedHandler.MayHaveActed(script[0]))
                {
                    error.Effect.Should().Be(CloudEffect.Unknown);
                }
                else if (error is not null)
                {
                    error.Effect.Should().Be(CloudEffect.None);
                }
            },
            iter: 300,
            threads: 1);

    [Fact]
    public async Task Idempotent_AnyFaultScript_NeverClaimsThatNothingHappenedWhenAnAttemptMayHaveActed() =>
        await Scripts.SampleAsync(
            async script =>
            {
                var handler = new ScriptedHandler(script) { Result = string.Empty };
                using ClientHost host = Host(handler);
                CloudCallException? error = await ErrorOfAsync(async () => await host.Client.CallAsync(
                    TcbActions.ModifyEnv, new ModifyEnvRequest { EnvId = "e", CustomQps = 1 }, null, CancellationToken.None));

                handler.Calls.Should().BeLessThanOrEqualTo(4);
                if (error is { Effect: CloudEffect.None })
                {
                    script.Take(handler.Calls).Should().NotContain(a => ScriptedHandler.MayHaveActed(a));
                }
            },
            iter: 200,
            threads: 1);

    [Theory]
    [InlineData(Answer.LostBefore)]
    [InlineData(Answer.LostAfter)]
    [InlineData(Answer.ServerError)]
    [InlineData(Answer.Html)]
    [InlineData(Answer.Truncated)]
    [InlineData(Answer.Throttled)]
    [InlineData(Answer.Internal)]
    public async Task Safe_TransientFault_IsRepeatedAndSucceeds(Answer fault)
    {
        var handler = new ScriptedHandler(fault, fault) { Result = "\"MaxEnvNum\":7" };
        using ClientHost host = Host(handler);

        DescribeEnvLimitResponse limits = await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);

        limits.MaxEnvNum.Should().Be(7);
        handler.Calls.Should().Be(3);
    }

    [Theory]
    [InlineData(Answer.Invalid, typeof(CloudInvalidRequestException))]
    [InlineData(Answer.Denied, typeof(CloudAccessDeniedException))]
    [InlineData(Answer.Failed, typeof(CloudCallException))]
    public async Task Safe_RefusalThatStays_IsNotRepeated(Answer refusal, Type type)
    {
        var handler = new ScriptedHandler(refusal);
        using ClientHost host = Host(handler);

        CloudCallException? error = await ErrorOfAsync(async () => await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None));

        error.Should().BeOfType(type);
        error!.RequestId.Should().Be(ScriptedHandler.RequestId);
        handler.Calls.Should().Be(1);
    }

    [Fact]
    public async Task Safe_EachAttempt_IsSignedAnewAndOnceIsSignedForItsOwnTime()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var handler = new ScriptedHandler(Answer.Throttled);
        using ClientHost host = Host(handler, time);
        ValueTask<DescribeEnvLimitResponse> call = host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(6));
        await call;
        DateTimeOffset signedAt = time.GetUtcNow().AddSeconds(-90);
        host.Client.Clock.Observe(time.GetUtcNow(), time.GetUtcNow());
        await host.Client.CallAsync(TcbActions.CreateEnv, Order, new TencentCloudCallOptions { SignedAt = signedAt }, CancellationToken.None);

        handler.Seen.Select(r => r.Authorization).Should().OnlyHaveUniqueItems();
        long.Parse(handler.Seen[1].Timestamp).Should().BeGreaterThan(long.Parse(handler.Seen[0].Timestamp));
        handler.Seen[2].Timestamp.Should().Be(signedAt.ToUnixTimeSeconds().ToString());
    }

    [Fact]
    public async Task Once_RetryingHandlerOfTheHost_IsStoppedBeforeItBuysTwice()
    {
        var cloud = new ScriptedHandler(Answer.LostAfter);
        using ClientHost host = new(new RetryingHandler { InnerHandler = cloud });
        host.Client.Clock.Observe(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow);

        CloudCallException? error = await ErrorOfAsync(async () => await host.Client.CallAsync(
            TcbActions.CreateEnv, Order, new TencentCloudCallOptions { SignedAt = DateTimeOffset.UtcNow }, CancellationToken.None));

        cloud.Seen.Should().ContainSingle();
        error!.Effect.Should().Be(CloudEffect.Unknown);
        error.Message.Should().Contain("remove retries");
    }

    [Fact]
    public async Task Once_CallerLeavesInFlight_EffectIsUnknownAndTheCallRunsToItsEnd()
    {
        var log = new CapturingLoggerProvider();
        var handler = new ScriptedHandler(Answer.Stalls);
        using ClientHost host = new(handler, services: s => s.AddLogging(b => b.AddProvider(log)));
        using var caller = new CancellationTokenSource();
        Task<CreateApiKeyResponse> call = host.Client.CallAsync(
            TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, caller.Token).AsTask();
        await handler.Stalled.Task;
        await caller.CancelAsync();

        CloudCallException? error = await ErrorOfAsync(() => call);
        handler.Release.SetResult();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!log.Entries.Any(e => e.Id.Id == 2002) && !patience.IsCancellationRequested)
        {
            await Task.Yield();
        }

        error.Should().BeOfType<CloudUnavailableException>().Which.Effect.Should().Be(CloudEffect.Unknown);
        log.Entries.Should().Contain(e => e.Id.Id == 2002);
        handler.Calls.Should().Be(1);
    }

    [Fact]
    public async Task Once_CancelledBefore_NothingIsSent()
    {
        var handler = new ScriptedHandler();
        using ClientHost host = Host(handler);

        await FluentActions.Awaiting(() => host.Client.CallAsync(TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, new CancellationToken(true)).AsTask())
            .Should().ThrowAsync<OperationCanceledException>();

        handler.Calls.Should().Be(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task SlowBody_AttemptTimeout_CoversTheBodyToo(bool once)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var handler = new ScriptedHandler(Answer.SlowBody);
        using ClientHost host = new(handler, time, o => o.MaxRetries = 0);
        Task call = once
            ? host.Client.CallAsync(TcbActions.CreateApiKey, new CreateApiKeyRequest { EnvId = "e" }, null, CancellationToken.None).AsTask()
            : host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask();
        await handler.Stalled.Task;
        time.Advance(TimeSpan.FromSeconds(20));

        (await FluentActions.Awaiting(() => call).Should().ThrowAsync<CloudUnavailableException>())
            .Which.Should().Match<CloudCallException>(e => e.Code == "ClientError.Timeout" && e.Effect == (once ? CloudEffect.Unknown : CloudEffect.None));
    }

    [Fact]
    public async Task Pays_WithoutItsTime_IsABugOfTheCaller()
    {
        var handler = new ScriptedHandler();
        using ClientHost host = Host(handler);

        await FluentActions.Awaiting(() => host.Client.CallAsync(TcbActions.CreateEnv, Order, null, CancellationToken.None).AsTask())
            .Should().ThrowAsync<ArgumentException>();

        handler.Calls.Should().Be(0);
    }

    private static ClientHost Host(ScriptedHandler handler, TimeProvider? time = null) => new(handler, time, o =>
    {
        o.RetryDelay = TimeSpan.FromMilliseconds(1);
        o.MaxRetryDelay = time is null ? TimeSpan.FromMilliseconds(1) : TimeSpan.FromSeconds(5);
        o.RateLimits["tcb.CreateEnv"] = 0;
        o.RateLimits["tcb.ModifyEnv"] = 0;
    });

    private static async Task<CloudCallException?> ErrorOfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (CloudCallException exception)
        {
            return exception;
        }
    }

    /// <summary>What a host gets when it adds a standard resilience handler for all its HTTP clients.</summary>
    private sealed class RetryingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await base.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await base.SendAsync(request, cancellationToken);
            }
        }
    }
}
