using CloudBase.MultiTenant.Operations;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Leaves environments as the cloud delivers them; stands in where no template is configured.</summary>
internal sealed class NoPreparation : IEnvironmentPreparation
{
    public string? Version => null;

    public ValueTask<AppliedTemplate?> PrepareAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken) => new((AppliedTemplate?)null);
}
