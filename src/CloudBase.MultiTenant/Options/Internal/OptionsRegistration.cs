using Microsoft.Extensions.DependencyInjection;
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

        CloudBaseOptionsBinding binding = new(tree);
        services.AddOptions<CloudBaseOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<CloudBaseOptions>>(binding);
        services.AddSingleton<IValidateOptions<CloudBaseOptions>>(binding);
        services.AddSingleton<IValidateOptions<CloudBaseOptions>, CloudBaseOptionsValidator>();
        services.AddSingleton<IBoundOptions, BoundOptions<CloudBaseOptions>>();
        return services;
    }
}
