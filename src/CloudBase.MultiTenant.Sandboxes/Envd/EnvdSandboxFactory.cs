using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal;

namespace CloudBase.MultiTenant.Sandboxes.Envd;

/// <summary>Makes sandboxes whose commands and files go through envd and whose life its provider leads. For packages that add a provider. Thread-safe.</summary>
public sealed class EnvdSandboxFactory
{
    private readonly EnvdServices _services;

    internal EnvdSandboxFactory(EnvdServices services) => _services = services;

    /// <summary>Makes the object that a host calls. Sends nothing.</summary>
    /// <param name="provider">Who describes, pauses, resumes, extends, saves and stops it; also asked what became of it when it does not answer.</param>
    /// <param name="endpoint">How its envd is reached.</param>
    public ISandbox Create(ISandboxProvider provider, EnvdEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(endpoint);
        return new EnvdSandbox(_services, provider, endpoint);
    }
}
