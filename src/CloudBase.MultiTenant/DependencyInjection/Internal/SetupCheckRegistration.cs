using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>Registers the check of the set-up, which runs when a host starts and before the services that a host asks for are made.</summary>
internal static class SetupCheckRegistration
{
    private static readonly Type[] s_entrances = [typeof(ITenantProvisioner), typeof(ITenantOperations), typeof(ICredentialBroker), typeof(ISandboxPool)];

    internal static IServiceCollection AddSetupCheck(this IServiceCollection services)
    {
        SetupRecord record = SetupRecord.Of(services);
        record.AddStandIn<IEnvironmentCloud>(services, SetupPart.Cloud);
        record.AddStandIn<IEnvironmentApiKeys>(services, SetupPart.Cloud);
        record.AddStandIn<IPriceBook>(services, SetupPart.Cloud);
        record.AddStandIn<IMultiTenantStore>(services, SetupPart.Store);
        if (services.Any(d => d.ServiceType == typeof(SetupCheck)))
        {
            return services;
        }

        services.AddSingleton<SetupCheck>();
        services.AddOptions<SetupReport>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SetupReport>, SetupReport.Validator>();
        foreach (Type entrance in s_entrances)
        {
            Guard(services, entrance);
        }

        return services;
    }

    private static void Guard(IServiceCollection services, Type entrance)
    {
        ServiceDescriptor? descriptor = services.LastOrDefault(d => d.ServiceType == entrance && !d.IsKeyedService);
        if (descriptor is null || descriptor.ImplementationInstance is not null || descriptor.Lifetime != ServiceLifetime.Singleton)
        {
            return;
        }

        Func<IServiceProvider, object> make = descriptor.ImplementationFactory ?? MakeFrom(services, descriptor.ImplementationType!);
        services[services.IndexOf(descriptor)] = ServiceDescriptor.Singleton(entrance, provider =>
        {
            provider.GetRequiredService<SetupCheck>().EnsureValid();
            return make(provider);
        });
    }

    // By its own type, so that building with ValidateOnBuild still follows its constructor.
    private static Func<IServiceProvider, object> MakeFrom(
        IServiceCollection services, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type implementation)
    {
        services.TryAddSingleton(implementation);
        return provider => provider.GetRequiredService(implementation);
    }
}
