using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Registers what this folder gives.</summary>
internal static class StoresRegistration
{
    internal static IServiceCollection AddStores(this IServiceCollection services)
    {
        services.TryAddSingleton<ISecretProtector, RefusingSecretProtector>();
        return services;
    }

    internal static bool HasNoProtector(IServiceCollection services) =>
        services.LastOrDefault(d => d.ServiceType == typeof(ISecretProtector)) is not { } last
        || last.ImplementationType == typeof(RefusingSecretProtector);
}
