using CloudBase.MultiTenant.DependencyInjection;
using CloudBase.MultiTenant.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Options;

/// <summary>Registers the engine's options: bound, then checked, at start or when they are first read.</summary>
internal static class OptionsRegistration
{
    internal static IServiceCollection AddEngineOptions(this IServiceCollection services)
    {
        ConfigurationTree tree = ConfigurationTree.Of(services);
        if (!CloudBaseOptionsBinding.TryAddParts(tree))
        {
            return services;
        }

        CloudBaseOptionsBinding binding = new(tree, new SettingPaths(tree));
        services.AddOptions<CloudBaseOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<CloudBaseOptions>>(binding);
        services.AddSingleton<IValidateOptions<CloudBaseOptions>>(binding);
        services.AddSingleton<IValidateOptions<CloudBaseOptions>, CloudBaseOptionsValidator>();
        services.AddSingleton<IBoundOptions, BoundOptions<CloudBaseOptions>>();
        AddHealthOptions(services);
        return services;
    }

    /// <summary>Health's settings belong to every host, so that one without health checks can share a file with one that has them.</summary>
    internal static void AddHealthOptions(this IServiceCollection services)
    {
        new CloudBaseMultiTenantBuilder(services).BindSection<CloudBaseHealthOptions>("Health");
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CloudBaseHealthOptions>, HealthOptionsValidator>());
    }
}
