using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Checks, before anything is written or bought, that one more tenant fits.</summary>
internal sealed class Admission(IEnvironmentCloud cloud, IsolationStrategies strategies, IOptions<CloudBaseOptions> options)
{
    public async ValueTask CheckAsync(TenantSpec spec, CancellationToken cancellationToken)
    {
        await cloud.ReadClockAsync(cancellationToken).ConfigureAwait(false);
        await cloud.CheckAsync(spec, cancellationToken).ConfigureAwait(false);
        await strategies.Find(spec.Isolation!.Value)!.CheckAsync(cancellationToken).ConfigureAwait(false);
        if (options.Value.Provisioning.CheckLimits)
        {
            EnvironmentLimits limits = await cloud.GetLimitsAsync(cancellationToken).ConfigureAwait(false);
            if (limits is { MaxEnvironments: { } max, CurrentEnvironments: { } current } && current >= max)
            {
                throw new CloudLimitExceededException(
                    $"The account has {current} environments and may have {max}: have the limit raised, or remove tenants that are no longer needed.",
                    new CloudErrorDetails { Service = "tcb", Action = "CreateEnv", Code = "LimitExceeded.Environments", Effect = CloudEffect.None },
                    "MaxEnvNum", max, current);
            }
        }
    }
}
