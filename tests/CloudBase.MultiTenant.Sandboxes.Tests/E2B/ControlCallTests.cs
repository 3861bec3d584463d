using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.E2B;

/// <summary>Versions of the control API, repetition, and what its refusals mean.</summary>
public sealed class ControlCallTests
{
    private static readonly SandboxId s_id = SandboxId.Parse(ClientHost.Id);

    [Theory]
    [InlineData(404, "")]
    [InlineData(405, "")]
    [InlineData(404, """{"code":404,"message":"no such route"}""")]
    public async Task StartAsync_ServiceWithoutTheSecondVersion_IsSpokenToInTheFirst(int status, string body)
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", status, body).On("POST", "/sandboxes", 201, ClientHost.Described(version: "0.2.0", token: false));

        // The list exists in the second version where the rest does not (CubeSandbox), so a list proves nothing.
        await using ClientHost first = new(o => o.ApiVersion = E2BApiVersion.First);
        first.Service.On("GET", "/sandboxes", 200, "[]").On("POST", "/sandboxes", 201, ClientHost.Described());

        (await host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).Id.Should().Be(s_id);
        (await first.Provider.StartAsync(ClientHost.AStart, CancellationToken.None)).Id.Should().Be(s_id);
        host.Service.Count("POST", "/sandboxes").Should().Be(1);
        first.Service.Seen.Should().NotContain(s => s.Uri.AbsolutePath.StartsWith("/v2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StartAsync_TemplateThatIsNotThere_IsNotTakenForAnotherVersion()
    {
        await using ClientHost host = new();
        const string Missing = """{"code":404,"message":"template 'base' not found"}""";
        host.Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", 404, Missing).On("POST", "/sandboxes", 404, Missing);

        (await host.Provider.Awaiting(p => p.StartAsync(ClientHost.AStart, CancellationToken.None)).Should().ThrowAsync<CloudNotFoundException>())
            .WithMessage("*template 'base' not found*").Which.Details.Should().BeEquivalentTo(new { Service = "e2b", Action = "POST /sandboxes", Code = "HTTP 404", Effect = CloudEffect.None });
    }

    [Theory]
    [InlineData(400, typeof(CloudInvalidRequestException), 1)]
    [InlineData(401, typeof(CloudCredentialRejectedException), 1)]
    [InlineData(402, typeof(CloudPaymentException), 1)]
    [InlineData(403, typeof(CloudAccessDeniedException), 1)]
    [InlineData(409, typeof(CloudConflictException), 1)]
    [InlineData(418, typeof(CloudCallException), 1)]
    [InlineData(429, typeof(CloudThrottledException), 4)]
    [InlineData(500, typeof(CloudUnavailableException), 4)]
    [InlineData(503, typeof(CloudUnavailableException), 4)]
    public async Task FindAsync_Refused_IsTypedAndRepeatedWhereThatHelps(int status, Type type, int attempts)
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, status, $$"""{"code":{{status}},"message":"because of key {{ClientHost.Key}}\n\u001b[31m"}""");

        CloudCallException error = (await host.WhileTimePassesAsync(host.Provider.FindAsync(s_id, CancellationToken.None), TimeSpan.FromMilliseconds(500))
            .Awaiting(t => t).Should().ThrowAsync<CloudCallException>()).Which;

        error.Should().BeOfType(type);
        host.Service.Seen.Should().HaveCount(attempts);
        error.Message.Should().Contain("because of key [secret]").And.NotContain("\u001b");
        error.Effect.Should().Be(CloudEffect.None);
    }

    [Fact]
    public async Task StartAsync_LimitOfConcurrentSandboxes_IsNoThrottle()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", 429, """{"code":429,"message":"you have reached the maximum number of concurrent sandboxes (20)"}""");

        await host.Provider.Awaiting(p => p.StartAsync(ClientHost.AStart, CancellationToken.None)).Should().ThrowAsync<CloudLimitExceededException>();
        host.Service.Count("POST", "/v2/sandboxes").Should().Be(1);
    }

    [Fact]
    public async Task FindAsync_ServiceAsksForALongerWaitThanAllowed_IsNotRepeated()
    {
        await using ClientHost host = new(o => o.MaxRetryDelay = TimeSpan.FromSeconds(5));
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, _ => ScriptedService.Throttled(seconds: 3600));

        (await host.Provider.Awaiting(p => p.FindAsync(s_id, CancellationToken.None)).Should().ThrowAsync<CloudThrottledException>()).Which.Details.RetryAfter.Should().Be(TimeSpan.FromHours(1));
        host.Service.Seen.Should().HaveCount(1);
    }

    [Fact]
    public async Task FindAsync_NoAnswer_EndsByTheTimeoutOfEachAttempt()
    {
        await using ClientHost host = new(o => (o.RequestTimeout, o.MaxRetries) = (TimeSpan.FromSeconds(10), 1));
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return ScriptedService.Json(200, "{}");
        });

        await host.WhileTimePassesAsync(host.Provider.FindAsync(s_id, CancellationToken.None), TimeSpan.FromSeconds(1)).Awaiting(t => t).Should().ThrowAsync<CloudUnavailableException>().WithMessage("*not answered in time*");
        host.Service.Seen.Should().HaveCount(2);
    }

    [Fact]
    public async Task FindAsync_AnswerThatIsNoJson_SaysSoWithoutShowingIt()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, "{\"envdAccessToken\":\"" + ClientHost.Token + "\" oops");

        CloudUnavailableException error = (await host.Provider.Awaiting(p => p.FindAsync(s_id, CancellationToken.None)).Should().ThrowAsync<CloudUnavailableException>()).Which;

        error.ToString().Should().NotContain(ClientHost.Token).And.NotContain("oops");
    }
}
