using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Keeps deletions within what the account may delete: looks before each, one at a time on this host; the cloud counts across hosts.</summary>
internal sealed class DeletionBudget(IEnvironmentCloud cloud, IOptions<CloudBaseOptions> options) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async ValueTask SpendAsync(EnvironmentId environment, Func<ValueTask> isolate, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // What is isolated or gone costs nothing.
            EnvironmentBilling? billing = await cloud.FindBillingAsync(environment, cancellationToken).ConfigureAwait(false);
            if (options.Value.Provisioning.CheckLimits && billing is { IsIsolated: false })
            {
                EnvironmentLimits limits = await cloud.GetLimitsAsync(cancellationToken).ConfigureAwait(false);
                Check("this month", limits.MaxDeletionsMonthly, limits.CurrentDeletionsMonthly);
                Check("in all", limits.MaxDeletionsTotal, limits.CurrentDeletionsTotal);
            }

            await isolate().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static void Check(string period, long? max, long? current)
    {
        if (current >= max)
        {
            throw new CloudLimitExceededException(
                $"The account has deleted {current} of {max} environments {period}: wait for the next month, or have the limit raised.",
                new CloudErrorDetails { Service = "tcb", Action = "DestroyEnv", Code = ProblemCodes.DeletionBudget, Effect = CloudEffect.None },
                $"deletions {period}", max, current);
        }
    }
}
