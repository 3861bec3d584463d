using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Development;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>How a host puts CloudBase.MultiTenant together: the part to copy.</summary>
internal static class QuickStartHost
{
    internal static IHost Build(QuickStartSettings settings)
    {
        HostApplicationBuilder builder = Begin(settings, SandboxHost.Section, out ICloudBaseMultiTenantBuilder cloudBase);
        if (settings.Template is { } template)
        {
            cloudBase.AddEnvironmentTemplate(template);
        }

        if (settings.Pool > 0)
        {
            cloudBase.AddEnvironmentPool(pool =>
            {
                pool.Target = settings.Pool;
                pool.Interval = TimeSpan.FromMilliseconds(200);
            });
        }

        builder.Services.AddOptions<CloudBaseOptions>().Validate(
            o => o.Operations.RunPump,
            "CloudBase:Operations:RunPump is False, and must be True here: this program has no other host that carries operations out, and would wait for ever.");
        return builder.Build();
    }

    /// <summary>What every host of this program has, whatever it is for.</summary>
    internal static HostApplicationBuilder Begin(QuickStartSettings settings, string sectionOfAnother, out ICloudBaseMultiTenantBuilder cloudBase)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(QuickStartConfiguration.For(settings)).Add(new EnvironmentWithout(sectionOfAnother));
        TroubleLog troubles = new(TimeProvider.System);
        builder.Services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddProvider(troubles)).AddSingleton(troubles);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddDataProtection()
            .SetApplicationName("CloudBase.MultiTenant.QuickStart")
            .PersistKeysToFileSystem(new DirectoryInfo(settings.KeyRingDirectory));

        cloudBase = builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"));
        if (settings.Live)
        {
            cloudBase.UseTencentCloud(cloud => cloud.Endpoint = settings.Endpoint);
        }
        else
        {
            cloudBase.UseEmulator(emulator =>
            {
                emulator.Endpoint = settings.EndpointVariable is null ? settings.Endpoint ?? settings.OwnCloud : emulator.Endpoint;
                RefusedSettings.ThrowIfElsewhere(emulator.DataDirectory);
                emulator.DataDirectory = settings.CloudDirectory;
                emulator.ReadyDelay = settings.ReadyDelay ?? emulator.ReadyDelay;
            });
        }

        cloudBase
            .AddCamSubAccountIsolation()
            .AddWhiteLabelIsolation()
            .UseSqliteStore(settings.DatabaseFile)
            .ProtectSecretsWithDataProtection();
        return builder;
    }

    internal static Uri? EmulatorEndpoint(IServiceProvider services) => services.GetService<DevelopmentEmulator>()?.Endpoint;
}
