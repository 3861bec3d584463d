using System.Text.Json;
using CloudBase.MultiTenant.TencentCloud;
using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using static CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox.ScriptedAgs;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class InstanceTokensTests : IDisposable
{
    private const string Acquire = "AcquireSandboxInstanceToken";

    private static readonly SandboxId s_id = SandboxId.Parse("aaaabbbb");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly ScriptedAgs _cloud = new();
    private readonly ServiceProvider _provider;
    private readonly InstanceTokens _tokens;
    private int _minted;

    public InstanceTokensTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IRandomSource>(new SeededRandomSource(1));
        services.AddSingleton<ITencentCloudTransport>(_cloud);
        services.AddCloudBaseMultiTenant(o => o.DeploymentName = "tests").UseTencentCloud(o =>
        {
            (o.SecretId, o.SecretKey, o.MaxRetries) = ("AKIDTESTONLY", new SecretString("canary"), 0);
        });
        _provider = services.BuildServiceProvider();
        _tokens = new InstanceTokens(_provider.GetRequiredService<TencentCloudClient>(), _time, NullLogger.Instance);
        _cloud.On(Acquire, Mint(TimeSpan.FromMinutes(30)));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ByManyAtOnce_MintsOneTokenForThatInstance()
    {
        InstanceToken[] all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => GetAsync()));

        all.Select(t => t.Access.Reveal()).Distinct().Should().Equal("sit_1");
        _cloud.BodiesOf(Acquire).Should().ContainSingle().Which.GetProperty("InstanceId").GetString().Should().Be(s_id.Value);
    }

    [Fact]
    public async Task Get_ForTwoInstances_NeverMixesThem()
    {
        _cloud.On(Acquire, body => $$""","Token":"sit_of_{{body.GetProperty("InstanceId").GetString()}}","ExpiresAt":"2026-11-24T04:00:00Z" """);

        (await GetAsync()).Access.Reveal().Should().Be("sit_of_aaaabbbb");
        (await _tokens.GetAsync(SandboxId.Parse("ccccdddd"), null, Cancel)).Access.Reveal().Should().Be("sit_of_ccccdddd");
        (await GetAsync()).Access.Reveal().Should().Be("sit_of_aaaabbbb");
    }

    [Fact]
    public async Task Get_BeforeTheExpiry_RenewsIt()
    {
        (await GetAsync()).Access.Reveal().Should().Be("sit_1");
        _time.Advance(TimeSpan.FromMinutes(28.9));
        (await GetAsync()).Access.Reveal().Should().Be("sit_1");
        _time.Advance(TimeSpan.FromMinutes(0.2));

        (await GetAsync()).Access.Reveal().Should().Be("sit_2", "less than a minute is left");
    }

    [Fact]
    public async Task Get_OfAShortToken_RenewsItAfterFourFifths()
    {
        _cloud.On(Acquire, Mint(TimeSpan.FromSeconds(100)));
        await GetAsync();
        _time.Advance(TimeSpan.FromSeconds(79));
        (await GetAsync()).Access.Reveal().Should().Be("sit_1");
        _time.Advance(TimeSpan.FromSeconds(2));

        (await GetAsync()).Access.Reveal().Should().Be("sit_2");
    }

    [Fact]
    public async Task Get_WhenTheRenewalFails_GivesTheOldOneUntilItExpiresAndNotLonger()
    {
        _cloud.On(Acquire, Mint(TimeSpan.FromMinutes(30)), _ => Error("InternalError.Unknown"));
        await GetAsync();
        _time.Advance(TimeSpan.FromMinutes(29.5));
        (await GetAsync()).Access.Reveal().Should().Be("sit_1");
        _time.Advance(TimeSpan.FromMinutes(0.5));

        await FluentActions.Awaiting(GetAsync).Should().ThrowAsync<CloudUnavailableException>();
    }

    [Fact]
    public async Task Get_WithATokenThatWasRefused_NeverReturnsItAgain()
    {
        InstanceToken first = await GetAsync();

        InstanceToken second = await _tokens.GetAsync(s_id, first.Access, Cancel);

        second.Access.Reveal().Should().Be("sit_2");
        (await _tokens.GetAsync(s_id, first.Access, Cancel)).Access.Reveal().Should().Be("sit_2", "the one at hand is another than the refused one");
        _cloud.Count(Acquire).Should().Be(2);
    }

    [Fact]
    public async Task Get_ByACallerThatLeaves_LeavesTheOthersTheirToken()
    {
        using CancellationTokenSource leaves = new();
        TaskCompletionSource answer = new();
        _cloud.Held = answer.Task;

        Task<InstanceToken> left = _tokens.GetAsync(s_id, null, leaves.Token).AsTask();
        Task<InstanceToken> stays = GetAsync();
        await leaves.CancelAsync();
        await FluentActions.Awaiting(() => left).Should().ThrowAsync<OperationCanceledException>();
        answer.SetResult();

        (await stays).Access.Reveal().Should().Be("sit_1");
        _cloud.Count(Acquire).Should().Be(1);
    }

    [Fact]
    public async Task Get_OfAnAnswerWithoutAToken_SaysSo()
    {
        _cloud.On(Acquire, ",\"ExpiresAt\":\"2026-11-24T04:00:00Z\"");

        (await FluentActions.Awaiting(GetAsync).Should().ThrowAsync<CloudUnavailableException>()).WithMessage("*no token*");
    }

    [Fact]
    public async Task Token_Printed_ShowsNoSecret()
    {
        InstanceToken token = await GetAsync();

        token.ToString().Should().NotContain("sit_");
    }

    public void Dispose() => _provider.Dispose();

    private Task<InstanceToken> GetAsync() => _tokens.GetAsync(s_id, null, Cancel).AsTask();

    private Func<JsonElement, string> Mint(TimeSpan life) => _ =>
        $$""","Token":"sit_{{Interlocked.Increment(ref _minted)}}","ExpiresAt":"{{_time.GetUtcNow() + life:yyyy-MM-ddTHH:mm:ssZ}}","TrafficToken":"tt_1" """;
}
