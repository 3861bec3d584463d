using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.E2B;
using CloudBase.MultiTenant.Sandboxes.Envd;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds sandboxes of a service that speaks E2B's protocol.</summary>
public static class E2BBuilderExtensions
{
    /// <summary>The name of the HTTP client of the control API, for hosts that add handlers of their own: none of them may repeat a request.</summary>
    public const string E2BHttpClientName = "CloudBase.MultiTenant.Sandboxes.E2B";

    /// <summary>Adds sandboxes of E2B, CubeSandbox or a self-hosted service, with options from <c>CloudBase:Sandboxes:E2B</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    /// <remarks>Resolve it as <see cref="ISandboxProvider"/>, or by the key <c>e2b</c> where there are several.</remarks>
    public static ICloudBaseMultiTenantBuilder AddE2BSandboxes(this ICloudBaseMultiTenantBuilder builder, Action<E2BSandboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddEnvdDataPlane().BindSection<E2BSandboxOptions>("Sandboxes:E2B");
        IServiceCollection services = builder.Services;
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<E2BSandboxOptions>, E2BSandboxOptionsValidator>(
            provider => new(provider.GetRequiredService<SettingPaths>(), Environment.GetEnvironmentVariable)));

        // The handlers' loggers are taken out: at Trace they would write the key.
        services.AddHttpClient(E2BHttpClientName)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
            });
        services.TryAddSingleton(Create);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISandboxProvider, E2BSandboxProvider>(provider => provider.GetRequiredService<E2BSandboxProvider>()));
        services.TryAddKeyedSingleton<ISandboxProvider>(E2BSandboxProvider.ProviderName, (provider, _) => provider.GetRequiredService<E2BSandboxProvider>());
        return builder;
    }

    private static E2BSandboxProvider Create(IServiceProvider provider)
    {
        IOptionsMonitor<E2BSandboxOptions> monitor = provider.GetRequiredService<IOptionsMonitor<E2BSandboxOptions>>();
        TimeProvider timeProvider = provider.GetRequiredService<TimeProvider>();
        ILogger<E2BSandboxProvider> logger = provider.GetRequiredService<ILogger<E2BSandboxProvider>>();
        E2BClient client = new(
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            monitor,
            new E2BKeys(monitor, Environment.GetEnvironmentVariable),
            timeProvider,
            provider.GetRequiredService<IRandomSource>(),
            provider.GetRequiredService<SandboxMetrics>(),
            logger);
        E2BLists lists = new(client);
        return new E2BSandboxProvider(client, lists, new E2BStarts(client, lists, timeProvider, logger), provider.GetRequiredService<EnvdSandboxFactory>(), timeProvider);
    }
}
