using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Development;
using CloudBase.MultiTenant.Development.Internal;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Sandboxes;
using CloudBase.MultiTenant.TencentCloud;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the emulator.</summary>
public static class EmulatorBuilderExtensions
{
    /// <summary>Takes environments from the emulator: the same signed requests over HTTP as with UseTencentCloud, offline and for no money.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after those of <c>CloudBase:Emulator</c>; may be null.</param>
    /// <remarks>
    /// Without an <see cref="EmulatorOptions.Endpoint"/> the emulator starts in this process, with the host or at the first call. Address
    /// and keys in <c>CloudBase:TencentCloud</c> and <c>CloudBase:Sandboxes:E2B</c> are overruled, so that nothing reaches the real cloud; its other options count. The host's
    /// <see cref="TimeProvider"/> becomes an EmulatorClock, which the emulator shares and <see cref="DevelopmentEmulator.AdvanceAsync"/> advances; one that
    /// the host registered itself, other than <see cref="TimeProvider.System"/>, is kept, and the emulator goes by it.
    /// </remarks>
    public static ICloudBaseMultiTenantBuilder UseEmulator(this ICloudBaseMultiTenantBuilder builder, Action<EmulatorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Choose(SetupPart.Cloud, "UseEmulator()", b => Register(b, configure));
    }

    private static void Register(ICloudBaseMultiTenantBuilder builder, Action<EmulatorOptions>? configure)
    {
        IServiceCollection services = builder.Services;
        builder.BindSection<EmulatorOptions>("Emulator");
        if (configure is not null)
        {
            services.Configure(configure);
        }

        UseSharedClock(services);
        builder.UseTencentCloud();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<EmulatorOptions>, EmulatorVariables>(_ => new(Environment.GetEnvironmentVariable)));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmulatorOptions>, EmulatorOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TencentCloudOptions>, EmulatorConnection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CloudBaseOptions>, EmulatorPlatform>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<E2BSandboxOptions>, EmulatorSandboxes>());
        services.TryAddSingleton(provider => new DevelopmentEmulator(
            provider.GetRequiredService<IOptions<EmulatorOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        if (services.Any(d => d.ServiceType == typeof(EmulatorStartHandler)))
        {
            return;
        }

        services.AddTransient<EmulatorStartHandler>();
        services.AddHttpClient(TencentCloudBuilderExtensions.TencentCloudHttpClientName).AddHttpMessageHandler<EmulatorStartHandler>();
        services.AddHttpClient(E2BBuilderExtensions.E2BHttpClientName).AddHttpMessageHandler<EmulatorStartHandler>();
        services.AddSingleton<IHostedService, EmulatorService>();
    }

    private static void UseSharedClock(IServiceCollection services)
    {
        // Frameworks register the system's clock by themselves; anything else was chosen by somebody.
        ServiceDescriptor? registered = services.LastOrDefault(d => d.ServiceType == typeof(TimeProvider) && !d.IsKeyedService);
        if (registered is null || registered.ImplementationInstance == TimeProvider.System)
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_ => new EmulatorClock()));
        }
    }
}
