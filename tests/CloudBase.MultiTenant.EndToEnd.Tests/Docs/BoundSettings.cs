using System.Text;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Docs;

/// <summary>Binds a page's settings through the real options, as a host does at its start.</summary>
internal static class BoundSettings
{
    internal static async Task<string?> ProblemsAsync(string json)
    {
        using TemporaryFolder folder = new();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // A page may show a part; what no host starts without lies below it.
        builder.Configuration
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["CloudBase:DeploymentName"] = "docs",
                ["CloudBase:Renewal:Policy"] = "None",
                ["CloudBase:DefaultIsolation"] = "WhiteLabel",
            })
            .AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json)));
        builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))
            .UseEmulator()
            .AddWhiteLabelIsolation()
            .AddCamSubAccountIsolation()
            .AddE2BSandboxes()
            .AddAgentSandboxes()
            .UseSqliteStore(folder.File("tenants.db"))
            .UseInMemoryKeys(folder);
        builder.Services.AddHealthChecks().AddCloudBase();
        using IHost host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return null;
        }
        catch (Exception e) when (e is CloudBaseException or OptionsValidationException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static ICloudBaseMultiTenantBuilder UseInMemoryKeys(this ICloudBaseMultiTenantBuilder builder, TemporaryFolder folder) =>
        builder.ProtectSecretsWithDataProtection(keys => Microsoft.AspNetCore.DataProtection.DataProtectionBuilderExtensions.PersistKeysToFileSystem(keys, new DirectoryInfo(folder.File("keys"))));
}
