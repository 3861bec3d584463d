using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>What every sandbox's data plane shares.</summary>
internal sealed record EnvdServices(
    IHttpMessageHandlerFactory Handlers, IOptionsMonitor<EnvdOptions> Monitor, TimeProvider TimeProvider, IRandomSource Random, SandboxMetrics Metrics, ILogger Logger)
{
    public EnvdOptions Options => Monitor.CurrentValue;
}
