using CloudBase.MultiTenant.EnvironmentPools.Workflows;
using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Registers the pool, its workflows and what looks after it.</summary>
internal static class EnvironmentPoolsRegistration
{
    internal static IServiceCollection AddEnvironmentPools(this IServiceCollection services)
    {
        services.TryAddSingleton<PoolPlan>();
        services.TryAddSingleton<PoolTimes>();
        services.TryAddSingleton<PoolStates>();
        services.TryAddSingleton<PoolRows>();
        services.TryAddSingleton<PoolHealth>();
        services.TryAddSingleton<PoolCost>();
        services.TryAddSingleton<PoolMetrics>();
        services.TryAddSingleton<ShortageClock>();
        services.TryAddSingleton<PoolCandidates>();
        services.TryAddSingleton<PoolSubject>();
        services.TryAddSingleton<PoolDraining>();
        services.TryAddSingleton<PoolRefill>();
        services.TryAddSingleton<PoolCare>();
        services.TryAddSingleton<IEnvironmentPool, StoredEnvironmentPool>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEnvironmentOffer, PoolOffer>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IParkingGuard, PoolParkingGuard>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, FillPoolWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, DrainPoolMemberWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPumpTask, PoolTask>());
        return services;
    }
}
