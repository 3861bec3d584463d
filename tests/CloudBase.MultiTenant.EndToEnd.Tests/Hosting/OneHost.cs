using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Hosting;

/// <summary>A whole host in this process: real signed HTTP to an emulator, SQLite, Data Protection, both strategies.</summary>
internal sealed class OneHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OneHost(IHost host) => _host = host;

    internal IServiceProvider Services => _host.Services;

    internal ITenantProvisioner Provisioner => Services.GetRequiredService<ITenantProvisioner>();

    internal ITenantDirectory Directory => Services.GetRequiredService<ITenantDirectory>();

    internal ITenantOperations Operations => Services.GetRequiredService<ITenantOperations>();

    internal ICredentialBroker Broker => Services.GetRequiredService<ICredentialBroker>();

    internal static async Task<OneHost> StartAsync(TemporaryFolder folder, CloudBaseEmulator emulator, HostSettings? settings = null)
    {
        settings ??= new HostSettings();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(settings.TimeProvider);
        builder.Services.AddDataProtection().SetApplicationName("end-to-end").PersistKeysToFileSystem(new DirectoryInfo(folder.File("keys")));
        builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = settings.DeploymentName;
                options.DefaultIsolation = settings.Isolation.Name;
                options.ManagementEnvironment = emulator.ManagementEnvironmentId;
                options.Renewal.Policy = settings.Renewal;
                options.Operations.PumpInterval = TimeSpan.FromMilliseconds(200);
                options.Provisioning.PollMin = TimeSpan.FromMilliseconds(100);
                settings.Configure?.Invoke(options);
            })
            .UseTencentCloud(cloud =>
            {
                cloud.Endpoint = emulator.Endpoint;
                cloud.Region = settings.Region;
                cloud.SecretId = emulator.SecretId;
                cloud.SecretKey = new SecretString(settings.SecretKey ?? emulator.SecretKey);
            })
            .AddCamSubAccountIsolation(options => settings.SubAccounts?.Invoke(options))
            .AddWhiteLabelIsolation()
            .UseSqliteStore(folder.File(settings.Database))
            .ProtectSecretsWithDataProtection();
        settings.Services?.Invoke(builder.Services);
        OneHost host = new(builder.Build());
        try
        {
            await host._host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
