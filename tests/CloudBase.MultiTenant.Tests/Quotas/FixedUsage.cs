using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Quotas;

/// <summary>A cloud that meters what a test says.</summary>
internal sealed class FixedUsage : IEnvironmentUsage
{
    public EnvironmentUsage Now { get; set; } = new();

    public ValueTask<EnvironmentUsage> ReadAsync(EnvironmentId environment, CancellationToken cancellationToken) => new(Now);
}
