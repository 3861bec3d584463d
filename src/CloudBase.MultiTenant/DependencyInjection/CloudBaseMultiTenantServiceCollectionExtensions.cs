using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Costs;
using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.DependencyInjection;
using CloudBase.MultiTenant.Diagnostics;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Options;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Preflight;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.Quotas;
using CloudBase.MultiTenant.Sandboxes;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.Stores;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds CloudBase.MultiTenant to a host.</summary>
public static class CloudBaseMultiTenantServiceCollectionExtensions
{
    /// <summary>Adds CloudBase.MultiTenant with options from a configuration section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("CloudBase")</c>. Unknown keys anywhere in it are refused.</param>
    /// <returns>The builder, to choose a cloud, a store and at least one isolation strategy.</returns>
    /// <remarks>
    /// Options are validated when the host starts, or when the first service is resolved where no host does, with every problem at
    /// once. It may be called more than once: options of a later call win, services are added once.
    /// </remarks>
    public static ICloudBaseMultiTenantBuilder AddCloudBaseMultiTenant(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(section);
        ConfigurationTree.Of(services).AddRoot(section);
        return services.AddEngine();
    }

    /// <summary>Adds CloudBase.MultiTenant with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder, to choose a cloud, a store and at least one isolation strategy.</returns>
    /// <remarks>
    /// Options are validated when the host starts, or when the first service is resolved where no host does, with every problem at
    /// once. It may be called more than once: options of a later call win, services are added once.
    /// </remarks>
    public static ICloudBaseMultiTenantBuilder AddCloudBaseMultiTenant(this IServiceCollection services, Action<CloudBaseOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        ICloudBaseMultiTenantBuilder builder = services.AddEngine();
        services.Configure(configure);
        return builder;
    }

    private static CloudBaseMultiTenantBuilder AddEngine(this IServiceCollection services)
    {
        services.AddLogging();
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IRandomSource, CryptographicRandomSource>();
        services.AddEngineOptions();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SetupGate>());
        services.AddOperations().AddProvisioning().AddQuotas().AddCredentials().AddCosts().AddStores().AddPreflight().AddSandboxTemplates().AddSandboxPools();
        services.AddSetupCheck();
        return new CloudBaseMultiTenantBuilder(services);
    }
}
