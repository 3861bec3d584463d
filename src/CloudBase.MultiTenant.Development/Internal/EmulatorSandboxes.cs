using CloudBase.MultiTenant.Sandboxes;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Points the sandboxes' client at the emulator too: a host on the emulator starts nothing that is real.</summary>
internal sealed class EmulatorSandboxes(DevelopmentEmulator emulator) : IPostConfigureOptions<E2BSandboxOptions>
{
    public void PostConfigure(string? name, E2BSandboxOptions client)
    {
        client.ApiUrl = client.SandboxUrl = emulator.Endpoint;
        client.PortUrl = $"{emulator.Endpoint.AbsoluteUri}_sandboxes/{{id}}/{{port}}/";
        client.ApiKey = new SecretString(emulator.SandboxApiKey);
        client.ApiVersion = E2BApiVersion.Automatic;
    }
}
