using CloudBase.MultiTenant.Development;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Offline;

/// <summary>A host as a user's own test builds it, with a store in memory.</summary>
internal sealed class OfflineHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OfflineHost(IHost host) => _host = host;

    internal IServiceProvider Services => _host.Services;

    internal DevelopmentEmulator Emulator => Services.GetRequiredService<DevelopmentEmulator>();

    internal ITenantProvisioner Provisioner => Services.GetRequiredService<ITenantProvisioner>();

    internal ITenantDirectory Directory => Services.GetRequiredService<ITenantDirectory>();

    internal ICredentialBroker Broker => Services.GetRequiredService<ICredentialBroker>();

    internal TimeProvider Time => Services.GetRequiredService<TimeProvider>();

    internal static async Task<OfflineHost> StartAsync(
        Func<ICloudBaseMultiTenantBuilder, ICloudBaseMultiTenantBuilder> chooseCloud, RenewalPolicy renewal = RenewalPolicy.None,
        IConfiguration? settings = null, Action<IServiceCollection>? services = null)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CloudBase:DeploymentName"] = "offline",
            ["CloudBase:Renewal:Policy"] = $"{renewal}",
        });
        if (settings is not null)
        {
            builder.Configuration.AddConfiguration(settings);
        }

        services?.Invoke(builder.Services);
        chooseCloud(builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))).AddWhiteLabelIsolation().UseInMemoryStore();
        OfflineHost host = new(builder.Build());
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
