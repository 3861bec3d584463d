using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace QuickStart.Proof;

/// <summary>The environments that were ordered ahead, by this run or an earlier one, and that no tenant has claimed.</summary>
internal static class WaitingEnvironments
{
    private const int Most = 10_000;

    internal static async Task<IReadOnlySet<string>> ReadAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (services.GetService<IEnvironmentPool>() is { } pool)
        {
            return await pool.ListAsync(cancellationToken).Select(m => m.Environment?.Value ?? string.Empty).ToHashSetAsync(cancellationToken: cancellationToken);
        }

        // A run without --pool has no pool to ask; the database has what an earlier one left.
        PooledEnvironmentQuery unclaimed = new()
        {
            States = [PooledEnvironmentState.Creating, PooledEnvironmentState.Ready, PooledEnvironmentState.Failed, PooledEnvironmentState.Draining, PooledEnvironmentState.Parked],
        };
        IReadOnlyList<PooledEnvironment> left = await services.GetRequiredService<IMultiTenantStore>().ReadPooledEnvironmentsAsync(CloudAccountName.Default, unclaimed, Most, cancellationToken);
        return left.Select(e => e.Environment?.Value ?? string.Empty).ToHashSet();
    }
}
