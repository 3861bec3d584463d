using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Looks in the cloud whether a member is still what its row says.</summary>
internal sealed class PoolHealth(IEnvironmentCloud cloud)
{
    /// <returns>What the books say, and why the member is not to be handed out; null when it may be.</returns>
    public async ValueTask<(EnvironmentBilling? Billing, string? Problem)> LookAsync(EnvironmentId environment, CancellationToken cancellationToken)
    {
        CloudEnvironment? shown = await cloud.FindAsync(environment, cancellationToken).ConfigureAwait(false);
        EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
        string? problem = shown is null ? $"The cloud does not know '{environment}'."
            : billing?.IsIsolated == true ? $"'{environment}' is isolated."
            : shown.Readiness != EnvironmentReadiness.Ready ? $"'{environment}' is '{shown.Status}'."
            : null;
        return (billing, problem);
    }
}
