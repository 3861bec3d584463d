using System.ComponentModel;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.Envd;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the data plane of sandboxes. For packages that add a provider.</summary>
public static class EnvdBuilderExtensions
{
    /// <summary>The name of the HTTP client of the data plane, for hosts that add handlers of their own: none of them may repeat a request or hold a body back.</summary>
    public const string EnvdHttpClientName = "CloudBase.MultiTenant.Sandboxes.Envd";

    /// <summary>Adds <see cref="EnvdSandboxFactory"/>, with options from <c>CloudBase:Sandboxes:Envd</c>. May be called more than once.</summary>
    /// <param name="builder">The builder.</param>
    [EditorBrowsable(EditorBrowsableState.Advanced)]
    public static ICloudBaseMultiTenantBuilder AddEnvdDataPlane(this ICloudBaseMultiTenantBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<EnvdOptions>("Sandboxes:Envd");
        IServiceCollection services = builder.Services;

        // The handlers' loggers are taken out: at Trace they would write the sandbox's token.
        services.AddHttpClient(EnvdHttpClientName)
            .RemoveAllLoggers()
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = provider.GetRequiredService<IOptions<EnvdOptions>>().Value.ConnectTimeout,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
            });
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EnvdOptions>, EnvdOptionsValidator>());
        services.TryAddSingleton<SandboxMetrics>();
        services.TryAddSingleton(Create);
        return builder;
    }

    private static EnvdSandboxFactory Create(IServiceProvider provider)
    {
        IOptionsMonitor<EnvdOptions> monitor = provider.GetRequiredService<IOptionsMonitor<EnvdOptions>>();

        // Wrong options are refused here, not by the first command.
        _ = monitor.CurrentValue;
        return new EnvdSandboxFactory(new EnvdServices(
            provider.GetRequiredService<IHttpMessageHandlerFactory>(),
            monitor,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandomSource>(),
            provider.GetRequiredService<SandboxMetrics>(),
            provider.GetRequiredService<ILogger<EnvdSandboxFactory>>()));
    }
}
