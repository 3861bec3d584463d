using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Options;
using CloudBase.MultiTenant.Sandboxes.E2B;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Tests.E2B;

/// <summary>The emulator's key stays off the internet, and another key on its way to an emulator is told of.</summary>
public sealed class E2BKeyGuardTests
{
    private static readonly SandboxId s_id = SandboxId.Parse(ClientHost.Id);

    /// <summary>The emulator shares no code with the client: what its key begins with stands in both.</summary>
    [Fact]
    public void Prefix_IsTheEmulatorsAndOfTheFormOfE2BsKeys()
    {
        CloudBaseEmulatorOptions.DefaultSandboxApiKey.Should().StartWith(E2BKeyGuard.EmulatorPrefix);
        E2BKeyGuard.EmulatorPrefix.Should().StartWith("e2b_").And.HaveLength("e2b_".Length + 8);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://8.8.8.8:4680")]
    [InlineData("https://172.32.0.1:4680")]
    [InlineData("https://[2001:db8::1]:4680")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://127.0.0.1.example.com:4680")]
    public async Task Call_WithTheEmulatorsKeyToAnotherHost_IsRefusedBeforeAnythingIsSent(string? address)
    {
        // The host starts with a key of its own, which then changes: the start alone would not have seen it.
        SecretString key = new(ClientHost.Key);
        await using ClientHost host = new(more: s => s.AddSingleton<IOptionsMonitor<E2BSandboxOptions>>(new Changing(() => key, address)));
        host.Provider.Should().NotBeNull();
        key = new SecretString(CloudBaseEmulatorOptions.DefaultSandboxApiKey);

        CloudCredentialRejectedException refused = (await host.Provider.Awaiting(p => p.FindAsync(s_id, CancellationToken.None)).Should().ThrowAsync<CloudCredentialRejectedException>()).Which;
        await host.Provider.Awaiting(p => p.StartAsync(ClientHost.AStart, CancellationToken.None)).Should().ThrowAsync<CloudCredentialRejectedException>();

        refused.ErrorCode.Should().Be(CloudBaseErrorCodes.EmulatorKeyAtCloud);
        refused.Effect.Should().Be(CloudEffect.None);
        refused.Message.Should().StartWith("CBMT1201: ").And.Contain("was not sent").And.Contain(address is null ? "api.e2b.app" : new Uri(address).Authority)
            .And.Contain("UseEmulator()").And.NotContain("c10dba5ec10dba5e");
        host.Service.Seen.Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:4680")]
    [InlineData("http://localhost:4680")]
    [InlineData("http://10.0.0.5:4680")]
    [InlineData("http://emulator:4680")]
    [InlineData("https://emulator.invalid")]
    public async Task Call_WithTheEmulatorsKeyOnANetworkOfOnesOwn_IsSentWithoutAWarning(string address)
    {
        await using ClientHost host = await CallTwiceAsync(CloudBaseEmulatorOptions.DefaultSandboxApiKey, address);

        host.Service.Seen.Should().HaveCount(2);
        host.Logs.Lines.Should().NotContain(l => l.Contains("[4006]"));
    }

    [Fact]
    public async Task Call_WithAServicesKeyOnThisMachine_WarnsOnceWithoutTheKey()
    {
        await using ClientHost host = await CallTwiceAsync(ClientHost.Key, "http://127.0.0.1:4680");

        host.Service.Seen.Should().HaveCount(2);
        host.Logs.Lines.Where(l => l.Contains("[4006]")).Should().ContainSingle().Which.Should().Contain("127.0.0.1:4680").And.NotContain("CANARY");
    }

    [Fact]
    public async Task Call_WithAServicesKeyToItsService_DoesNotWarn()
    {
        await using ClientHost host = await CallTwiceAsync(ClientHost.Key, "https://api.e2b.app");

        host.Service.Seen.Should().HaveCount(2);
        host.Logs.Lines.Should().NotContain(l => l.Contains("[4006]"));
    }

    [Fact]
    public void Start_WithTheEmulatorsKeyForTheService_IsRefusedAlready()
    {
        E2BSandboxOptionsValidator ofCode = new(SettingPaths.InCode, _ => null);
        E2BSandboxOptionsValidator ofTheEnvironment = new(SettingPaths.InCode, _ => CloudBaseEmulatorOptions.DefaultSandboxApiKey);

        ofCode.Validate(null, new E2BSandboxOptions { ApiKey = new SecretString(CloudBaseEmulatorOptions.DefaultSandboxApiKey) })
            .Failures.Should().ContainSingle().Which.Should().StartWith("CBMT1201: E2BSandboxOptions.ApiKey cannot be used");
        ofTheEnvironment.Validate(null, new E2BSandboxOptions()).Failures.Should().ContainSingle().Which.Should().StartWith("CBMT1201: ");
        ofTheEnvironment.Validate(null, new E2BSandboxOptions { ApiUrl = new Uri("http://127.0.0.1:4680") }).Succeeded.Should().BeTrue();
    }

    private static async Task<ClientHost> CallTwiceAsync(string key, string address)
    {
        ClientHost host = new(o => (o.ApiKey, o.ApiUrl) = (new SecretString(key), new Uri(address)));
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, ClientHost.Described());
        for (int i = 0; i < 2; i++)
        {
            await host.Provider.FindAsync(s_id, CancellationToken.None);
        }

        return host;
    }

    private sealed class Changing(Func<SecretString> key, string? address) : IOptionsMonitor<E2BSandboxOptions>
    {
        public E2BSandboxOptions CurrentValue => new() { ApiKey = key(), ApiUrl = address is null ? null : new Uri(address) };

        public E2BSandboxOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<E2BSandboxOptions, string?> listener) => null;
    }
}
