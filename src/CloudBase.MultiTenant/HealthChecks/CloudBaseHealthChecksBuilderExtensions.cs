using CloudBase.MultiTenant;
using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Options;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks.</summary>
public static class CloudBaseHealthChecksBuilderExtensions
{
    /// <summary>Adds the checks named in <see cref="CloudBaseHealthChecks"/>. None pays or changes anything.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after those of <c>CloudBase:Health</c>; may be null.</param>
    /// <remarks>Calling it again adds no check twice. It may stand before or after AddCloudBaseMultiTenant.</remarks>
    public static IHealthChecksBuilder AddCloudBase(this IHealthChecksBuilder builder, Action<CloudBaseHealthOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.AddHealthOptions();
        if (configure is not null)
        {
            services.Configure(configure);
        }

        if (services.Any(d => d.ServiceType == typeof(CloudProbe)))
        {
            return builder;
        }

        services.AddSingleton<CloudProbe>();
        Add<PumpHealthCheck>(builder, CloudBaseHealthChecks.Pump, HealthStatus.Unhealthy, CloudBaseHealthChecks.LiveTag);
        Add<StoreHealthCheck>(builder, CloudBaseHealthChecks.Store, HealthStatus.Unhealthy, CloudBaseHealthChecks.ReadyTag);
        Add<CloudHealthCheck>(builder, CloudBaseHealthChecks.Cloud, HealthStatus.Degraded, CloudBaseHealthChecks.ReadyTag);
        Add<ClockHealthCheck>(builder, CloudBaseHealthChecks.Clock, HealthStatus.Unhealthy, CloudBaseHealthChecks.ReadyTag);
        Add<JournalHealthCheck>(builder, CloudBaseHealthChecks.Journal, HealthStatus.Degraded);
        Add<PoolKeeperHealthCheck>(builder, CloudBaseHealthChecks.PoolKeeper, HealthStatus.Unhealthy, CloudBaseHealthChecks.LiveTag);
        Add<SandboxPoolsHealthCheck>(builder, CloudBaseHealthChecks.SandboxPools, HealthStatus.Unhealthy);
        Add<EnvironmentPoolHealthCheck>(builder, CloudBaseHealthChecks.EnvironmentPool, HealthStatus.Degraded);
        return builder;
    }

    private static void Add<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TCheck>(
        IHealthChecksBuilder builder, string name, HealthStatus failure, params string[] tags)
        where TCheck : class, IHealthCheck
    {
        builder.Services.AddSingleton<TCheck>();
        builder.Add(new HealthCheckRegistration(name, provider => provider.GetRequiredService<TCheck>(), failure, [CloudBaseHealthChecks.Tag, .. tags]));
    }
}
