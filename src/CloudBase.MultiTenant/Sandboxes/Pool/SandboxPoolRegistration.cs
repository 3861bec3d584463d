using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Registers what pools work with. Without a pool, asking for one says which call is missing.</summary>
internal static class SandboxPoolRegistration
{
    internal static IServiceCollection AddSandboxPools(this IServiceCollection services)
    {
        services.TryAddSingleton<SandboxPoolMetrics>();
        services.TryAddSingleton<PoolParts>();
        services.TryAddSingleton<SandboxPools>();
        services.TryAddSingleton<ISandboxPool>(p => p.GetRequiredService<SandboxPools>());
        services.TryAddSingleton(p => new SandboxPoolKeeper(p.GetRequiredService<SandboxPools>(), p.GetRequiredService<PoolParts>()));
        return services;
    }
}
