using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The labels by which a pool's sandboxes are found again at their provider. None names a tenant.</summary>
internal sealed class PoolLabels(PoolParts parts)
{
    public const string Deployment = "cloudbase-deployment";
    public const string Account = "cloudbase-account";
    public const string Pool = "cloudbase-pool";
    public const string Member = "cloudbase-member";

    /// <summary>The labels of all sandboxes of a pool; with a member's id, of that one.</summary>
    public async ValueTask<Dictionary<string, string>> OfAsync(string pool, string? member, CancellationToken cancellationToken)
    {
        StoreIdentity identity = await parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, string> labels = new(StringComparer.Ordinal)
        {
            [Deployment] = identity.Deployment.Value,
            [Account] = parts.Account.Value,
            [Pool] = pool,
        };
        if (member is not null)
        {
            labels[Member] = member;
        }

        return labels;
    }

    /// <summary>What the names of a pool's snapshots begin with, which have no labels.</summary>
    public async ValueTask<string> ScopeOfAsync(string pool, CancellationToken cancellationToken) =>
        OwnSnapshotName.ScopeOf(await OfAsync(pool, null, cancellationToken).ConfigureAwait(false));
}
