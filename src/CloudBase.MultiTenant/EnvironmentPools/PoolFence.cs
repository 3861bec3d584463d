using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Keeps a holder that slept from writing to an environment that is somebody else's by now.</summary>
internal static class PoolFence
{
    /// <summary>Reads the row again: whoever claimed the environment, or took it to be removed, has counted its fence up.</summary>
    public static async ValueTask CheckAsync(
        IMultiTenantStore store, WorkflowContext context, PooledEnvironment held, string step, CancellationToken cancellationToken)
    {
        PooledEnvironment? stored = await store.FindPooledEnvironmentAsync(held.Account, held.Id, cancellationToken).ConfigureAwait(false);
        if (stored is null || stored.Fence != held.Fence || stored.Tenant != held.Tenant || stored.Environment != held.Environment)
        {
            throw WorkflowContext.Park(
                step, ProblemCodes.PoolFenceStale,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The pool's environment '{held.Environment}' is held under fence {stored?.Fence}, and {context.Operation.Id} holds {held.Fence}: nothing was sent."),
                "Somebody else has the environment: cancel this operation.");
        }
    }
}
