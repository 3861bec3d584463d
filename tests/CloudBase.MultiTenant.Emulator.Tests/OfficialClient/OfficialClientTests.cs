using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.OfficialClient;

/// <summary>The unmodified npm package tencentcloud-sdk-nodejs against the emulator.</summary>
public sealed class OfficialClientTests
{
    [Fact]
    public async Task OfficialNodeClient_FromOrderToDestruction_CannotTell()
    {
        var modules = NodeClient.FindModules("tencentcloud-sdk-nodejs");
        await using var emulator = await CloudBaseEmulator.StartAsync();
        var seen = await NodeClient.RunAsync(
            Path.Combine(AppContext.BaseDirectory, "OfficialClient", "official-client.cjs"), modules, emulator.Endpoint.Authority, emulator.SecretId, emulator.SecretKey);

        string Text(string name) => seen.GetProperty(name).ToString();
        Text("alias").Should().Be("official");
        Text("status").Should().Be("NORMAL");
        Text("seenByTenant").Should().Be("1");
        Text("refusedToTenant").Should().Be("AuthFailure.UnauthorizedOperation");
        Text("billingStatus").Should().Be("ISOLATE");
        Text("wrongKey").Should().Be("AuthFailure.SignatureFailure");
        Text("wrongId").Should().Be("AuthFailure.SecretIdNotFound");
        emulator.Ledger.Should().ContainSingle().Which.EnvironmentId.Should().Be(Text("environmentId"));
    }
}
