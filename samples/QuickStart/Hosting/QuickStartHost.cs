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
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(QuickStartConfiguration.For(settings)).AddEnvironmentVariables();
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddDataProtection()
            .SetApplicationName("CloudBase.MultiTenant.QuickStart")
            .PersistKeysToFileSystem(new DirectoryInfo(settings.KeyRingDirectory));

        ICloudBaseMultiTenantBuilder cloudBase = builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"));
        if (settings.Live)
        {
            cloudBase.UseTencentCloud(cloud => cloud.Endpoint = settings.Endpoint);
        }
        else
        {
            cloudBase.UseEmulator(emulator =>
            {
                emulator.Endpoint = settings.Endpoint;
                emulator.DataDirectory = settings.CloudDirectory;
                emulator.ReadyDelay = settings.ReadyDelay;
            }).AddAgentSandboxes(sandboxes => sandboxes.TransitionTimeout = TimeSpan.FromSeconds(20));
        }

        cloudBase
            .AddCamSubAccountIsolation()
            .AddWhiteLabelIsolation()
            .UseSqliteStore(settings.DatabaseFile)
            .ProtectSecretsWithDataProtection();
        if (settings.Pool > 0)
        {
            cloudBase.AddEnvironmentPool(pool =>
            {
                pool.Target = settings.Pool;
                pool.Interval = TimeSpan.FromMilliseconds(200);
            });
        }

        return builder.Build();
    }

    internal static Uri? EmulatorEndpoint(IServiceProvider services) => services.GetService<DevelopmentEmulator>()?.Endpoint;
}
