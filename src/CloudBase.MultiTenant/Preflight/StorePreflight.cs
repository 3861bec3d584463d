using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Whether the store opens for this deployment, with a schema that this version knows, and answers.</summary>
internal sealed class StorePreflight(StoreGate gate, IEnvironmentCloud cloud, TimeProvider time) : IPreflightCheck
{
    public string Name => "store";

    public PreflightStage Stage => PreflightStage.Host;

    public async ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken)
    {
        StoreIdentity identity = await gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        DateTimeOffset now = time.GetUtcNow();
        await gate.Store.ReadDueOperationsAsync(cloud.Account, now, now, 1, cancellationToken).ConfigureAwait(false);
        return gate.Store.IsDurable
            ? PreflightFinding.Ok(Name, $"It answers, its schema is current, and it belongs to the deployment '{identity.Deployment}'.")
            : PreflightFinding.Warning(Name, "It answers, and forgets everything when this process ends.", "Choose a durable store for anything that is to last.");
    }
}
