using System.Text.Json;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Client;

public sealed class ClientOnEmulatorTests
{
    [Fact]
    public async Task Call_TypedAndGeneric_BothReachTheEmulatorSigned()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { Listen = false });
        using ClientHost host = On(emulator);

        GetCallerIdentityResponse identity = await host.Client.CallAsync(StsActions.GetCallerIdentity, EmptyRequest.Instance, null, CancellationToken.None);
        JsonElement generic = await host.Client.CallAsync(
            "tcb", "2018-06-08", "DescribeEnvLimit", JsonDocument.Parse("{}").RootElement, CallSafety.Safe, null, CancellationToken.None);

        identity.AccountId.Should().Be(emulator.AccountUin);
        generic.GetProperty("MaxEnvNum").GetInt32().Should().BePositive();
    }

    [Fact]
    public async Task Call_WrongKey_IsRejectedWithTheWayOut()
    {
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { Listen = false });
        using ClientHost host = On(emulator, o => o.SecretKey = new SecretString("another"));

        (await FluentActions.Awaiting(() => host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudCredentialRejectedException>()).Which.Should().Match<CloudCallException>(e =>
                e.Code == "AuthFailure.SignatureFailure" && e.Effect == CloudEffect.None && !e.IsTransient && e.RequestId != null && e.Message.Contains("SecretKey"));
    }

    private static ClientHost On(CloudBaseEmulator emulator, Action<TencentCloudOptions>? configure = null) => new(emulator.CreateHandler(), configure: o =>
    {
        o.Endpoint = emulator.Endpoint;
        o.SecretId = emulator.SecretId;
        o.SecretKey = new SecretString(emulator.SecretKey);
        configure?.Invoke(o);
    });
}
