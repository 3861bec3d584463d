using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Preflight;

/// <summary>Registers what this folder gives.</summary>
internal static class PreflightRegistration
{
    internal static IServiceCollection AddPreflight(this IServiceCollection services)
    {
        services.TryAddSingleton<IPreflight, PreflightRunner>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IPreflightCheck, StorePreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, SecretsPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, ClockPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, LimitsPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, OfferPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, ManagementEnvironmentPreflight>(),
        ]);
        return services;
    }
}
