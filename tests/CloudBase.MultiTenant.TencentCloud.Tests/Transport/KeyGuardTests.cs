using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Transport;

/// <summary>The emulator's keys stay off the internet, and a real key on its way to an emulator is told of.</summary>
public sealed class KeyGuardTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("http://8.8.8.8:4680")]
    [InlineData("http://172.32.0.1:4680")]
    [InlineData("http://[2001:db8::1]:4680")]
    [InlineData("http://169.254.0.23")]
    [InlineData("http://169.254.169.254:4680")]
    [InlineData("http://[fe80::a9fe:a9fe]:4680")]
    [InlineData("http://[::ffff:169.254.169.254]:4680")]
    [InlineData("http://127.0.0.1.example.com:4680")]
    [InlineData("http://localhost.example.com")]
    public async Task Call_WithAnEmulatorKeyToAnotherHost_IsRefusedBeforeAnythingIsSent(string? endpoint)
    {
        var handler = new ScriptedHandler { Result = string.Empty };
        using ClientHost host = new(handler, configure: o =>
        {
            o.Endpoint = endpoint is null ? null : new Uri(endpoint);
            o.CredentialSource = _ => new(new PlatformCredential("EMULATOR-AKID0001", new SecretString("canary-1")));
        });

        Func<Task> call = async () => await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);

        CloudCredentialRejectedException refused = (await call.Should().ThrowAsync<CloudCredentialRejectedException>()).Which;
        refused.ErrorCode.Should().Be(CloudBaseErrorCodes.EmulatorKeyAtCloud);
        refused.Effect.Should().Be(CloudEffect.None);
        refused.Message.Should().StartWith("CBMT1201: tcb.DescribeEnvLimit was not sent").And.Contain(endpoint is null ? "tcb.tencentcloudapi.com" : new Uri(endpoint).Authority)
            .And.Contain("UseEmulator()").And.NotContain("canary");
        handler.Calls.Should().Be(0);
    }

    [Fact]
    public async Task Call_ThatMayHappenOnce_IsRefusedToo()
    {
        var handler = new ScriptedHandler { Result = string.Empty };
        using ClientHost host = new(handler);
        TencentCloudCallOptions options = new() { Credential = new TencentCloudCredential("EMULATOR-AKID0001", new SecretString("k")) };

        Func<Task> call = async () => await host.Client.CallAsync(
            "tcb", "2018-06-08", "SomethingOnce", System.Text.Json.JsonDocument.Parse("{}").RootElement, CallSafety.Once, options, CancellationToken.None);

        (await call.Should().ThrowAsync<CloudCredentialRejectedException>()).Which.ErrorCode.Should().Be("CBMT1201");
        handler.Calls.Should().Be(0);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4680")]
    [InlineData("http://localhost:4680")]
    [InlineData("http://[::1]:4680")]
    [InlineData("http://10.0.0.5:4680")]
    [InlineData("http://192.168.1.2:4680")]
    [InlineData("http://[fd00::1]:4680")]
    [InlineData("http://emulator:4680")]
    [InlineData("http://172.16.0.1:4680")]
    [InlineData("http://[::ffff:10.0.0.5]:4680")]
    [InlineData("http://emulator.invalid")]
    [InlineData("http://emulator.default.svc.internal")]
    public async Task Call_WithAnEmulatorKeyOnANetworkOfOnesOwn_IsSentWithoutAWarning(string endpoint)
    {
        (ScriptedHandler handler, CapturingLoggerProvider log) = await CallTwiceAsync("EMULATOR-AKID0001", endpoint);

        handler.Calls.Should().Be(2);
        log.Entries.Should().NotContain(e => e.Text.Contains("looks like a real account's"));
    }

    [Fact]
    public async Task Call_WithARealLookingKeyOnThisMachine_WarnsOnceWithoutTheKey()
    {
        (ScriptedHandler handler, CapturingLoggerProvider log) = await CallTwiceAsync("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "http://127.0.0.1:4680");

        handler.Calls.Should().Be(2);
        log.Entries.Where(e => e.Text.Contains("looks like a real account's")).Should().ContainSingle().Which.Text.Should().Contain("127.0.0.1:4680").And.NotContain("EXAMPLE");
    }

    [Fact]
    public async Task Call_WithARealKeyToTheCloud_DoesNotWarn()
    {
        (ScriptedHandler handler, CapturingLoggerProvider log) = await CallTwiceAsync("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", null);

        handler.Calls.Should().Be(2);
        log.Entries.Should().NotContain(e => e.Text.Contains("looks like a real account's"));
    }

    [Fact]
    public void Start_WithAnEmulatorKeyForTheCloud_IsRefusedAlready() =>
        new TencentCloudOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, new TencentCloudOptions { SecretId = "EMULATOR-1", SecretKey = new SecretString("k") })
            .Failures.Should().ContainSingle().Which.Should().StartWith("CBMT1201: TencentCloudOptions.SecretId cannot be used");

    [Fact]
    public void Start_WithAnEmulatorKeyInTheEnvironment_IsRefusedAlready() =>
        new TencentCloudOptionsValidator(SettingPaths.InCode, name => name.EndsWith("ID", StringComparison.Ordinal) ? "EMULATOR-1" : "k").Validate(null, new TencentCloudOptions())
            .Failures.Should().ContainSingle().Which.Should().StartWith("CBMT1201: ");

    private static async Task<(ScriptedHandler Handler, CapturingLoggerProvider Log)> CallTwiceAsync(string secretId, string? endpoint)
    {
        var handler = new ScriptedHandler { Result = string.Empty };
        var log = new CapturingLoggerProvider();
        using ClientHost host = new(
            handler,
            configure: o => (o.SecretId, o.Endpoint) = (secretId, endpoint is null ? null : new Uri(endpoint)),
            services: s => s.AddLogging(l => l.AddProvider(log)));
        for (int i = 0; i < 2; i++)
        {
            await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);
        }

        return (handler, log);
    }
}
