using CloudBase.MultiTenant.TencentCloud;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Points the client at the emulator, whatever configuration says of the real cloud.</summary>
internal sealed class EmulatorConnection(IOptions<EmulatorOptions> options, DevelopmentEmulator emulator) : IPostConfigureOptions<TencentCloudOptions>
{
    public void PostConfigure(string? name, TencentCloudOptions client)
    {
        client.Endpoint = emulator.Endpoint;
        client.GatewayEndpoint = null;
        client.SecretId = options.Value.SecretId;
        client.SecretKey = options.Value.SecretKey;
        client.SessionToken = null;
        client.CredentialSource = null;
        client.SpendsRealMoney = false;
    }
}
