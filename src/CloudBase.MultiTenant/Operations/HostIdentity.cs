using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>The name of this host in leases and audit records: configured, or drawn once.</summary>
internal sealed class HostIdentity(IOptions<CloudBaseOptions> options, IRandomSource random)
{
    public string Name { get; } = string.IsNullOrEmpty(options.Value.HostName) ? "host-" + RandomText.Draw(random, 8) : options.Value.HostName;
}
