using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Development;
using CloudBase.MultiTenant.Development.Internal;
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
    /// and keys in <c>CloudBase:TencentCloud</c> are overruled, so that nothing reaches the real cloud; its other options count.
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

        builder.UseTencentCloud();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmulatorOptions>, EmulatorOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<TencentCloudOptions>, EmulatorConnection>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CloudBaseOptions>, EmulatorPlatform>());
        services.TryAddSingleton(provider => new DevelopmentEmulator(
            provider.GetRequiredService<IOptions<EmulatorOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        if (services.Any(d => d.ServiceType == typeof(EmulatorStartHandler)))
        {
            return;
        }

        services.AddTransient<EmulatorStartHandler>();
        services.AddHttpClient(TencentCloudBuilderExtensions.TencentCloudHttpClientName).AddHttpMessageHandler<EmulatorStartHandler>();
        services.AddSingleton<IHostedService, EmulatorService>();
    }
}
