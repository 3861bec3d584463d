using CloudBase.MultiTenant.DependencyInjection;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Costs;

/// <summary>Registers what this folder gives.</summary>
internal static class CostsRegistration
{
    internal static IServiceCollection AddCosts(this IServiceCollection services)
    {
        services.TryAddSingleton<ICostEstimator>(provider => new CostEstimator(
            provider.GetService<IPriceBook>() ?? throw new CloudBaseSetupException([SetupAdvice.PriceBook]),
            provider.GetRequiredService<IOptions<CloudBaseOptions>>(),
            provider.GetService<TimeProvider>() ?? TimeProvider.System));
        return services;
    }
}
