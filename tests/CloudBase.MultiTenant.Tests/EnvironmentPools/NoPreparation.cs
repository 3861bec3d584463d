using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>Leaves environments as the cloud delivers them.</summary>
internal sealed class NoPreparation : IEnvironmentPreparation
{
    public string? Version => null;

    public ValueTask<AppliedTemplate?> PrepareAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken) => new((AppliedTemplate?)null);
}
