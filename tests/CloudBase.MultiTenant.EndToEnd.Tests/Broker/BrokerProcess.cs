using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Emulator;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>The process that a test starts: a host whose pump is not started, and which asks for one credential a thousand times at once.</summary>
internal static class BrokerProcess
{
    internal const string Verb = "ask-for-one-credential";

    internal const string Ready = "ready";

    internal const int Callers = 1000;

    internal const string Deployment = "end-to-end";

    internal static TenantId Tenant { get; } = TenantId.Parse("3f2504e0-4f89-11d3-9a0c-0305e82c3301");

    internal static async Task<int> RunAsync(string folder, Uri endpoint, string managementEnvironment, TimeSpan claimDuration)
    {
        using IHost host = Build(folder, endpoint, managementEnvironment, claimDuration);
        await host.Services.GetRequiredService<ITenantDirectory>().GetAsync(Tenant);
        var broker = host.Services.GetRequiredService<ICredentialBroker>();
        await Console.Out.WriteLineAsync(Ready);
        await Console.In.ReadLineAsync();

        CredentialLease?[] leases = new CredentialLease?[Callers];
        Exception?[] failures = new Exception?[Callers];
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            try
            {
                leases[caller] = await broker.GetAsync(Tenant, CredentialRequest.ForMcp);
            }
            catch (CloudBaseException e)
            {
                failures[caller] = e;
            }
        })));

        BurstReport report = new(
            leases.Count(l => l is not null),
            [.. leases.OfType<CredentialLease>().Select(Describe).Distinct(StringComparer.Ordinal)],
            [.. failures.OfType<Exception>().Select(e => $"{e.GetType().Name}: {e.Message}").Distinct(StringComparer.Ordinal)]);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report));
        return 0;
    }

    /// <summary>The fingerprint shows that each process read the same key back, and not only the same row.</summary>
    internal static string Describe(CredentialLease lease) =>
        $"{lease.Credential.Id} {Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(lease.Credential.Secret.Reveal())))}";

    private static IHost Build(string folder, Uri endpoint, string managementEnvironment, TimeSpan claimDuration)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDataProtection().SetApplicationName("end-to-end").PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = Deployment;
                options.ManagementEnvironment = managementEnvironment;
                options.DefaultIsolation = IsolationKind.WhiteLabel.Name;
                options.Renewal.Policy = RenewalPolicy.None;
                options.Credentials.ClaimDuration = claimDuration;
            })
            .UseTencentCloud(cloud =>
            {
                cloud.Endpoint = endpoint;
                cloud.SecretId = CloudBaseEmulatorOptions.DefaultSecretId;
                cloud.SecretKey = new SecretString(CloudBaseEmulatorOptions.DefaultSecretKey);
            })
            .AddWhiteLabelIsolation()
            .UseSqliteStore(Path.Combine(folder, "tenants.db"))
            .ProtectSecretsWithDataProtection();
        return builder.Build();
    }
}
