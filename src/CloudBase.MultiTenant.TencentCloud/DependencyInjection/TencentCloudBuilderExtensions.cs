using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Preflight;
using CloudBase.MultiTenant.TencentCloud.Templates;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses Tencent Cloud.</summary>
public static class TencentCloudBuilderExtensions
{
    /// <summary>The name of the HTTP client of the built-in transport, for hosts that add handlers of their own: none of them may repeat a request.</summary>
    public const string TencentCloudHttpClientName = HttpTencentCloudTransport.ClientName;

    /// <summary>Takes environments from Tencent Cloud, with options from <c>CloudBase:TencentCloud</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    /// <remarks>It also gives tenants the package baas_personal with flexdb, storage and function, where the provisioning options leave them open.</remarks>
    public static ICloudBaseMultiTenantBuilder UseTencentCloud(this ICloudBaseMultiTenantBuilder builder, Action<TencentCloudOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Choose(SetupPart.Cloud, "UseTencentCloud()");
        IServiceCollection services = builder.Services;
        builder.BindSection<TencentCloudOptions>("TencentCloud");
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TencentCloudOptions>, TencentCloudOptionsValidator>(
            provider => new(provider.GetRequiredService<SettingPaths>(), Environment.GetEnvironmentVariable)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CloudBaseOptions>, ProvisioningDefaults>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CloudBaseOptions>, RenewalRule>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CloudBaseOptions>, RegionRule>());
        services.TryAddSingleton<IPriceBook>(_ => TencentCloudPriceBook.Load());
        AddTransport(services);
        AddClient(services);
        AddTemplates(services);
        AddPreflight(services);
        return builder;
    }

    /// <summary>Takes environments from Tencent Cloud, with what a connection string says over the options from <c>CloudBase:TencentCloud</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="connectionString">
    /// Settings of <c>TencentCloud</c> that have one value: <c>SecretId=...;SecretKey=...;Region=ap-shanghai;Site=Domestic;Endpoint=...</c>.
    /// A host reads it with <c>configuration.GetConnectionString("CloudBase")</c>.
    /// </param>
    /// <param name="configure">Sets options in code, last; may be null.</param>
    /// <exception cref="ArgumentException">The text is empty or no connection string. Unknown keys and bad values come at start, with all other problems.</exception>
    public static ICloudBaseMultiTenantBuilder UseTencentCloud(
        this ICloudBaseMultiTenantBuilder builder, string? connectionString, Action<TencentCloudOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<TencentCloudOptions>("TencentCloud", ConnectionString.Read(connectionString));
        return builder.UseTencentCloud(configure);
    }

    private static void AddTransport(IServiceCollection services)
    {
        // The handlers' loggers are taken out: at Trace they would write the Authorization header and the session token.
        services.AddHttpClient(HttpTencentCloudTransport.ClientName)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = provider.GetRequiredService<IOptions<TencentCloudOptions>>().Value.ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
            });
        services.TryAddSingleton<ITencentCloudTransport, HttpTencentCloudTransport>();
    }

    private static void AddClient(IServiceCollection services)
    {
        services.TryAddSingleton(provider => ClientFactory.Create(provider, Environment.GetEnvironmentVariable));
        services.TryAddSingleton(provider => new AccountIdentity(provider.GetRequiredService<TencentCloudClient>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IEnvironmentCloud>(provider => new TencentCloudEnvironments(
            provider.GetRequiredService<TencentCloudClient>(),
            new EnvironmentTagger(provider.GetRequiredService<TencentCloudClient>(), provider.GetRequiredService<AccountIdentity>()),
            provider.GetRequiredService<IOptions<TencentCloudOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TencentCloudEnvironments>>()));
        services.TryAddSingleton<IEnvironmentApiKeys, TencentCloudApiKeys>();
        services.TryAddSingleton<IEnvironmentAllocator, TencentCloudAllocator>();
        services.TryAddSingleton<IEnvironmentUsage, TencentCloudUsage>();
    }

    private static void AddTemplates(IServiceCollection services)
    {
        services.TryAddSingleton<CodeDownload>();
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<ITemplateModule, CollectionsModule>(),
            ServiceDescriptor.Singleton<ITemplateModule, FunctionsModule>(),
            ServiceDescriptor.Singleton<ITemplateModule, AuthModule>(),
        ]);
    }

    private static void AddPreflight(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new PlatformRights(provider.GetRequiredService<TencentCloudClient>(), provider.GetServices<IIsolationStrategy>()));
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IPreflightCheck, KeysPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, RegionPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, BalancePreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, ReadRightsPreflight>(),
            ServiceDescriptor.Singleton<IPreflightCheck, OtherRightsPreflight>(),
        ]);
    }
}
