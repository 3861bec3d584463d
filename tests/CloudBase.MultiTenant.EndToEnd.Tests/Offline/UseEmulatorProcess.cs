using CloudBase.MultiTenant.Development;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Offline;

/// <summary>The process that a test starts: a host with UseEmulator() that is told nothing but by its environment.</summary>
internal static class UseEmulatorProcess
{
    internal const string Verb = "use-the-emulator";

    internal static async Task<int> RunAsync()
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase")).UseEmulator().AddWhiteLabelIsolation().UseInMemoryStore();
        using IHost host = builder.Build();
        await host.StartAsync();
        DevelopmentEmulator emulator = host.Services.GetRequiredService<DevelopmentEmulator>();
        Tenant tenant = await host.Services.GetRequiredService<ITenantProvisioner>().EnsureAsync(TenantId.Parse("mei.lin@example.com"), TenantSpec.Default);
        await Console.Out.WriteLineAsync($"{tenant.State} {emulator.Endpoint} in process: {emulator.IsInProcess}");
        await host.StopAsync();
        return 0;
    }
}
