using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using static CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox.ScriptedAgs;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class ToolCatalogTests
{
    private const string Create = "CreateSandboxTool";
    private const string List = "DescribeSandboxToolList";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_OfAToolThatIsNotThere_MakesItOnceForAllAndWaitsUntilItIsActive()
    {
        ScriptedAgs cloud = Cloud().On(List, Tools(), Tools(), Tools(Tool("CREATING")), Tools(Tool("ACTIVE"))).On(Create, ",\"ToolId\":\"sdt-1\"");
        using AgsHost host = new(cloud, configure: o => o.Tools.Add(new AgentSandboxTool
        {
            Name = "node",
            Type = "custom",
            DefaultLifetime = TimeSpan.FromMinutes(30),
            Image = "ccr.ccs.tencentyun.com/x/node:22",
            ImageRegistryType = "personal",
            Ports = [5173],
            Cpu = "2",
            Memory = "2Gi",
        }));

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => host.Provider.StartAsync(AgsHost.Start($"start-000{i}"), Cancel)));

        cloud.BodiesOf(Create).Should().ContainSingle().Which.GetRawText().Should().Be(
            """{"ToolName":"node","ToolType":"custom","NetworkConfiguration":{"NetworkMode":"SANDBOX"},"DefaultTimeout":"30m0s","CustomConfiguration":{"Image":"ccr.ccs.tencentyun.com/x/node:22","ImageRegistryType":"personal","Ports":[{"Name":"port-5173","Port":5173,"Protocol":"TCP"}],"Resources":{"CPU":"2","Memory":"2Gi"}}}""");
        cloud.Count(List).Should().Be(4);
    }

    [Theory]
    [InlineData("InvalidParameterValue.SandboxTool")]
    [InlineData("FailedOperation.RequestInProgress")]
    [InlineData("FailedOperation.DuplicateRequest")]
    public async Task Start_OfAToolThatAnotherHostMakesMeanwhile_TakesThatOne(string code)
    {
        ScriptedAgs cloud = Cloud().On(List, Tools(), Tools(Tool("ACTIVE"))).On(Create, Error(code));
        using AgsHost host = new(cloud, configure: o => o.Tools.Add(new AgentSandboxTool { Name = "node", Type = "custom" }));

        (await host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().NotBeNull();
    }

    [Theory]
    [InlineData("browser", "SANDBOX", "ACTIVE", "*'browser', not 'custom'*")]
    [InlineData("custom", "PUBLIC", "ACTIVE", "*PUBLIC, not SANDBOX*")]
    [InlineData("custom", "SANDBOX", "FAILED", "*FAILED*")]
    public async Task Start_OfAToolThatIsAnother_IsRefusedAndStartsNothing(string type, string network, string status, string message)
    {
        ScriptedAgs cloud = Cloud().On(List, Tools(Tool(status, type, network)));
        using AgsHost host = new(cloud, configure: o => o.Tools.Add(new AgentSandboxTool { Name = "node", Type = "custom" }));

        (await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudConflictException>()).WithMessage(message);

        cloud.Count("StartSandboxInstance").Should().Be(0);
    }

    [Fact]
    public async Task Start_AfterMakingTheToolFailed_TriesAgain()
    {
        ScriptedAgs cloud = Cloud().On(List, Tools(), Tools(), Tools(Tool("ACTIVE"))).On(Create, Error("LimitExceeded.SandboxTool"), ",\"ToolId\":\"sdt-1\"");
        using AgsHost host = new(cloud, configure: o => o.Tools.Add(new AgentSandboxTool { Name = "node", Type = "custom" }));

        await FluentActions.Awaiting(() => host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().ThrowAsync<CloudLimitExceededException>();

        (await host.Provider.StartAsync(AgsHost.Start(), Cancel)).Should().NotBeNull();
    }

    [Fact]
    public async Task Start_OfAToolThatTheOptionsDoNotList_AsksForNoTool()
    {
        ScriptedAgs cloud = Cloud();
        using AgsHost host = new(cloud);

        await host.Provider.StartAsync(AgsHost.Start(), Cancel);

        cloud.Sent.Select(s => s.Action).Should().Equal("StartSandboxInstance");
    }

    private static ScriptedAgs Cloud() => new ScriptedAgs().On("StartSandboxInstance", Started("aaaabbbb", "RUNNING"));

    private static string Tools(params string[] tools) => $$""","SandboxToolSet":[{{string.Join(',', tools)}}],"TotalCount":{{tools.Length}}""";

    private static string Tool(string status, string type = "custom", string network = "SANDBOX") =>
        $$$"""{"ToolId":"sdt-1","ToolName":"node","ToolType":"{{{type}}}","Status":"{{{status}}}","NetworkConfiguration":{"NetworkMode":"{{{network}}}"}}""";
}
