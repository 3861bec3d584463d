using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Wire;

/// <summary>The unmodified npm package tencentcloud-sdk-nodejs drives the ags actions.</summary>
public sealed class AgsClientTests
{
    [Fact]
    public async Task OfficialNodeClient_FromToolToStop_CannotTell()
    {
        var modules = NodeClient.FindModules("tencentcloud-sdk-nodejs");
        NodeClient.FindModules("e2b");
        await using var emulator = await SandboxMachine.StartAsync();

        var seen = await NodeClient.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "Sandboxes", "Wire", "ags-client.cjs"),
            modules, emulator.Endpoint.GetLeftPart(UriPartial.Authority), emulator.SecretId, emulator.SecretKey);

        string Text(string name) => seen.GetProperty(name).GetRawText();
        Text("sameTool").Should().Be("true");
        Text("nameTaken").Should().Be("\"InvalidParameterValue.SandboxTool\"");
        Text("tool").Should().Be("""[1,"worker","ACTIVE",600]""");
        Text("started").Should().Be("""["STARTING",300,"TOKEN",true]""");
        Text("sameInstance").Should().Be("true");
        Text("running").Should().Be("""[{"Name":"tenant","Value":"acme"}]""");
        Text("toolInUse").Should().Be("\"ResourceInUse.SandboxTool\"");
        Text("timeouts").Should().Be("""["InvalidParameterValue.Timeout","InvalidParameterValue.Timeout",null]""");
        Text("output").Should().Be("\"red\\n\"");
        Text("tokens").Should().Be("[200,401,401]");
        Text("pausing").Should().Be("\"PAUSING\"");
        Text("pausedAgain").Should().Be("\"UnsupportedOperation.SandboxInstance\"");
        Text("stopped").Should().Be("\"manual\"");
        Text("dataPlaneAfter").Should().Be("404");
        Text("unknown").Should().Be("\"ResourceNotFound.SandboxInstance\"");
        Text("keys").Should().Be("""[["ci",false]]""");
        Text("keyGone").Should().Be("\"AuthenticationError\"");
        Text("toolDeleted").Should().Be("null");
        emulator.Sandboxes.Should().ContainSingle();
    }
}
