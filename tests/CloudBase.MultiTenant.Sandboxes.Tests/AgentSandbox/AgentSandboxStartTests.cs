using System.Text.Json;
using CloudBase.MultiTenant.Ports;
using static CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox.ScriptedAgs;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class AgentSandboxStartTests
{
    private const string Start = "StartSandboxInstance";
    private const string List = "DescribeSandboxInstanceList";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OfATool_NamesTokenAuthenticationLifetimeAndTheStartsId()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "RUNNING"));
        using AgsHost host = new(cloud);

        ISandbox sandbox = await host.Provider.StartAsync(
            AgsHost.Start() with { Lifetime = TimeSpan.FromMinutes(5), Metadata = new Dictionary<string, string> { ["pool"] = "p1" }, Environment = new Dictionary<string, string> { ["MODE"] = "test" } }, Cancel);

        sandbox.Id.Value.Should().Be("aaaabbbb");
        sandbox.GetPreviewUri(5173).Should().Be(new Uri("https://5173-aaaabbbb.ap-shanghai.tencentags.com"));
        JsonElement body = cloud.BodiesOf(Start).Should().ContainSingle().Subject;
        body.GetRawText().Should().Be(
            """{"ToolName":"node","Timeout":"5m0s","ClientToken":"start-0001","AuthMode":"TOKEN","CustomConfiguration":{"Env":[{"Name":"MODE","Value":"test"}]},"Metadata":[{"Name":"pool","Value":"p1"},{"Name":"cloudbase-start-id","Value":"start-0001"}]}""");
    }

    [Fact]
    public async Task Start_WhileTheSameStartIsInProgress_WaitsAndRepeatsItWithTheSameToken()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(
            Start, Error("FailedOperation.RequestInProgress"), Error("InternalError.Unknown"), Error("FailedOperation.DependencyUnavailable"), Started("aaaabbbb", "STARTING"))
            .On(List, Listed(), Listed(Instance("aaaabbbb", "STARTING")), Listed(Instance("aaaabbbb", "RUNNING")));
        using AgsHost host = new(cloud);

        (await host.Provider.StartAsync(AgsHost.Start(), Cancel)).Id.Value.Should().Be("aaaabbbb");

        cloud.BodiesOf(Start).Select(b => b.GetProperty("ClientToken").GetString()).Should().Equal(Enumerable.Repeat("start-0001", 4));
        cloud.Count(List).Should().Be(3, "a token and ports are there only when it runs");
    }

    [Fact]
    public async Task Start_ThatWasMadeBefore_IsFoundByItsIdAmongAll()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Error("FailedOperation.DuplicateRequest")).On(
            List,
            Listed(Instance("ccccdddd", "RUNNING", Label("start-0002"))),
            Listed(Instance("ccccdddd", "RUNNING", Label("start-0002")), Instance("aaaabbbb", "RUNNING", Label("start-0001"))));
        using AgsHost host = new(cloud);

        ISandbox sandbox = await host.Provider.StartAsync(AgsHost.Start(), Cancel);

        sandbox.Id.Value.Should().Be("aaaabbbb", "lists lag, so the first look did not show it");
        (await host.Provider.FindAsync(sandbox.Id, Cancel))!.Metadata.Should().BeEmpty("the label is the library's own");
    }

    [Theory]
    [InlineData("PUBLIC", false)]
    [InlineData("SANDBOX", true)]
    public async Task Start_OfAToolWithTheOtherNetwork_StopsItAgainAndSaysSo(string network, bool allowInternet)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "RUNNING", $",\"NetworkMode\":\"{network}\"")).On("StopSandboxInstance", string.Empty).On(List, Listed());
        using AgsHost host = new(cloud);

        Func<Task> act = () => host.Provider.StartAsync(AgsHost.Start() with { AllowInternet = allowInternet }, Cancel);

        (await act.Should().ThrowAsync<CloudInvalidRequestException>()).WithMessage($"*network {network}*AllowInternet = {allowInternet}*");
        cloud.BodiesOf("StopSandboxInstance").Should().ContainSingle().Which.GetProperty("InstanceId").GetString().Should().Be("aaaabbbb");
    }

    [Theory]
    [InlineData("SANDBOX", false)]
    [InlineData("PUBLIC", true)]
    [InlineData("VPC", false)]
    public async Task Start_OfAToolWithTheNetworkThatIsAsked_IsKept(string network, bool allowInternet)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "RUNNING", $",\"NetworkMode\":\"{network}\""));
        using AgsHost host = new(cloud);

        (await host.Provider.StartAsync(AgsHost.Start() with { AllowInternet = allowInternet }, Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Start_ThatFails_SaysTheStateAndThatAnotherIdIsNeeded()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "STARTING")).On(List, Listed(Instance("aaaabbbb", "FAILED")));
        using AgsHost host = new(cloud);

        Func<Task> act = () => host.Provider.StartAsync(AgsHost.Start(), Cancel);

        (await act.Should().ThrowAsync<CloudUnavailableException>()).WithMessage("*aaaabbbb*FAILED*start id of its own*");
    }

    [Fact]
    public async Task Start_ThatNeverRuns_EndsAtTheDeadlineWithAnUnknownEffect()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "STARTING")).On(List, Listed(Instance("aaaabbbb", "STARTING")));
        using AgsHost host = new(cloud, configure: o => o.TransitionTimeout = TimeSpan.FromSeconds(30));

        Func<Task> act = () => host.Provider.StartAsync(AgsHost.Start(), Cancel);

        CloudUnavailableException error = (await act.Should().ThrowAsync<CloudUnavailableException>()).WithMessage("*STARTING*00:00:30*").Which;
        error.Effect.Should().Be(CloudEffect.Unknown);
        error.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task Start_ThatIsRefusedForGood_IsNotRepeated()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Error("LimitExceeded.SandboxInstance"));
        using AgsHost host = new(cloud);

        await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudLimitExceededException>().Where(e => e.Effect == CloudEffect.None);

        cloud.Count(Start).Should().Be(1);
    }

    [Theory]
    [InlineData("RequestLimitExceeded")]
    [InlineData("UnauthorizedOperation")]
    [InlineData("InternalError")]
    public async Task Start_WhoseLookAfterwardsIsRefused_SaysThatTheStartHasWorked(string code)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Started("aaaabbbb", "STARTING")).On(List, Error(code));
        using AgsHost host = new(cloud);

        CloudCallException error = (await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudCallException>()).Which;

        error.Effect.Should().Be(CloudEffect.Applied);
        (error is CloudThrottledException).Should().Be(code == "RequestLimitExceeded");
    }

    [Theory]
    [InlineData("InternalError.Unknown")]
    [InlineData("FailedOperation.RequestInProgress")]
    public async Task Start_WhoseRepetitionIsRefused_SaysThatTheFirstMayHaveWorked(string first)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Error(first), Error("RequestLimitExceeded"));
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudThrottledException>()).Which.Effect.Should().Be(CloudEffect.Unknown);
    }

    [Fact]
    public async Task Start_ThatWasMadeBeforeAndIsLookedForInVain_SaysThatItMayHaveWorked()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Start, Error("FailedOperation.DuplicateRequest")).On(List, Error("RequestLimitExceeded"));
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudThrottledException>()).Which.Effect.Should().Be(CloudEffect.Unknown);
    }

    public static TheoryData<SandboxStart, Type> WrongStarts => new()
    {
        { AgsHost.Start() with { Template = null, Snapshot = SandboxSnapshotId.Parse("snap-1") }, typeof(NotSupportedException) },
        { AgsHost.Start() with { Template = null }, typeof(ArgumentException) },
        { AgsHost.Start() with { StartId = "short" }, typeof(ArgumentException) },
        { AgsHost.Start() with { StartId = "with spaces in it" }, typeof(ArgumentException) },
        { AgsHost.Start() with { Lifetime = TimeSpan.FromSeconds(29) }, typeof(ArgumentOutOfRangeException) },
        { AgsHost.Start() with { Lifetime = TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1) }, typeof(ArgumentOutOfRangeException) },
        { AgsHost.Start() with { Lifetime = TimeSpan.FromSeconds(30.5) }, typeof(ArgumentOutOfRangeException) },
        { AgsHost.Start() with { OnExpiry = SandboxExpiryAction.Pause }, typeof(NotSupportedException) },
        { AgsHost.Start() with { Metadata = new Dictionary<string, string> { ["cloudbase-start-id"] = "mine" } }, typeof(ArgumentException) },
    };

    [Theory]
    [MemberData(nameof(WrongStarts), DisableDiscoveryEnumeration = true)]
    public async Task Start_ThatAgsCannotDo_IsRefusedBeforeAnythingIsSent(SandboxStart start, Type error)
    {
        ScriptedAgs cloud = new();
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.StartAsync(start, Cancel)).Should().ThrowAsync<Exception>()).Which.Should().BeOfType(error);

        cloud.Sent.Should().BeEmpty();
    }

    [Theory]
    [InlineData(30, "30s")]
    [InlineData(60, "1m0s")]
    [InlineData(300, "5m0s")]
    [InlineData(3600, "1h0m0s")]
    [InlineData(3661, "1h1m1s")]
    [InlineData(86400, "24h0m0s")]
    public void Lifetime_Written_IsAsGoWritesIt(int seconds, string written) =>
        TencentCloud.Sandboxes.InstanceLifetime.Write(TimeSpan.FromSeconds(seconds)).Should().Be(written);

    [Fact]
    public void Snapshots_AreRefusedByName()
    {
        using AgsHost host = new(new ScriptedAgs());
        ISandboxProvider provider = host.Provider;

        provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots).Should().BeFalse();
        FluentActions.Invoking(() => { _ = provider.SnapshotAsync(SandboxId.Parse("a"), new SandboxSnapshotRequest(), Cancel); }).Should().Throw<NotSupportedException>().WithMessage("*CreateSandboxSnapshot*");
        FluentActions.Invoking(() => { _ = provider.ListSnapshotsAsync(null, Cancel); }).Should().Throw<NotSupportedException>();
    }

    private static string Label(string startId) => $$""","Metadata":[{"Name":"cloudbase-start-id","Value":"{{startId}}"}]""";
}
