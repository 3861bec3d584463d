using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool.Kill;

/// <summary>What the processes of one test share: a folder with the store and its keys, and the address of an emulator that is in none of them.</summary>
internal sealed record PoolSite(string Folder, Uri Endpoint, string ManagementEnvironment, string SandboxKey)
{
    public static TenantId Tenant { get; } = TenantId.Parse("user-1@example.com");

    public static TenantId Neighbour { get; } = TenantId.Parse("user-2@example.com");

    /// <summary>A deployment of its own, so that no test finds what another left.</summary>
    public string Deployment => $"kill-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Folder)))[..12]}";

    public string[] ToArguments() => [Folder, Endpoint.AbsoluteUri, ManagementEnvironment, SandboxKey];

    public static PoolSite Parse(string[] arguments) => new(arguments[0], new Uri(arguments[1]), arguments[2], arguments[3]);

    /// <summary>A host as users register it, with times that a test can wait for.</summary>
    public ServiceProvider NewHost(string name, Action<IServiceCollection>? configure = null)
    {
        ServiceCollection services = new();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Warning));
        services.AddDataProtection().SetApplicationName("pool").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(Folder, "keys")));
        services.AddCloudBaseMultiTenant(o =>
            {
                o.DeploymentName = Deployment;
                o.HostName = name;
                o.ManagementEnvironment = ManagementEnvironment;
                o.Renewal.Policy = RenewalPolicy.None;
                o.Operations.HostClockSkew = TimeSpan.FromSeconds(1);
                o.Provisioning.PollMin = TimeSpan.FromMilliseconds(50);
            })
            .UseTencentCloud(o =>
            {
                o.Endpoint = Endpoint;
                o.SecretId = CloudBaseEmulatorOptions.DefaultSecretId;
                o.SecretKey = new SecretString(CloudBaseEmulatorOptions.DefaultSecretKey);
                o.SpendsRealMoney = false;
            })
            .AddWhiteLabelIsolation()
            .UseSqliteStore(Path.Combine(Folder, "tenants.db"))
            .ProtectSecretsWithDataProtection()
            .AddE2BSandboxes(o =>
            {
                o.ApiUrl = o.SandboxUrl = Endpoint;
                o.ApiKey = new SecretString(SandboxKey);
            })
            .AddSandboxPool("node", o =>
            {
                (o.Base, o.WarmTarget, o.RefillPerSecond) = ("base", 2, 1000);
                (o.LeaseDuration, o.LeaseRenewal, o.CallTimeout) = (TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12));
            });
        configure?.Invoke(services);
        return services.BuildServiceProvider();
    }
}
