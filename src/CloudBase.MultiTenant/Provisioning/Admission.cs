using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Checks, before anything is written or bought, that one more tenant fits.</summary>
internal sealed class Admission(
    IEnvironmentCloud cloud, IsolationStrategies strategies, IsolationPlaces places, IEnumerable<IEnvironmentOffer> offers, IOptions<CloudBaseOptions> options)
{
    private readonly SharedRead<EnvironmentLimits> _limits = new();

    /// <returns>The places that were found to be free, of which the tenant's reservation takes one; null where none is reserved.</returns>
    public async ValueTask<FreePlaces?> CheckAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        await cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false);
        await cloud.CheckAsync(spec, cancellationToken).ConfigureAwait(false);
        FreePlaces? free = await places.CheckAsync(strategies.Find(spec.Isolation!.Value)!, cancellationToken).ConfigureAwait(false);
        if (options.Value.Provisioning.CheckLimits)
        {
            EnvironmentLimits limits = await _limits.GetAsync(cloud.GetLimitsAsync, cancellationToken).ConfigureAwait(false);
            if (limits is { MaxEnvironments: { } max, CurrentEnvironments: { } current } && current >= max && !await IsOfferedAsync(spec, cancellationToken).ConfigureAwait(false))
            {
                throw new CloudLimitExceededException(
                    $"The account has {current} environments and may have {max}: have the limit raised, or remove tenants that are no longer needed.",
                    new CloudErrorDetails { Service = "tcb", Action = "CreateEnv", Code = "LimitExceeded.Environments", Effect = CloudEffect.None },
                    "MaxEnvNum", max, current);
            }
        }

        return free;
    }

    /// <summary>An environment that is the account's already needs no room in it. Whoever is second to the last one finds out at the order, which the cloud refuses.</summary>
    private async ValueTask<bool> IsOfferedAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        foreach (IEnvironmentOffer offer in offers)
        {
            if (await offer.HasReadyAsync(spec, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }
}
