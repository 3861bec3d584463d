#:package CloudBase.MultiTenant.Development@0.1.0-*
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false

// Two tenants get an environment each, from an emulator of Tencent CloudBase in this process: no account, no money.
// Copy this file into an empty folder and type: dotnet run quickstart.cs
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Development;
using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCloudBaseMultiTenant(options =>
    {
        options.DeploymentName = "quickstart";
        options.Renewal.Policy = RenewalPolicy.None;
    })
    .UseEmulator()
    .AddWhiteLabelIsolation()
    .UseInMemoryStore();

using IHost host = builder.Build();
await host.StartAsync();

ITenantProvisioner provisioner = host.Services.GetRequiredService<ITenantProvisioner>();
ICredentialBroker broker = host.Services.GetRequiredService<ICredentialBroker>();
foreach (string id in new[] { "mei.lin@example.com", "acme/shop", "mei.lin@example.com" })
{
    Tenant tenant = await provisioner.EnsureAsync(TenantId.Parse(id), TenantSpec.Default);
    using CredentialLease lease = await broker.GetAsync(tenant.Id, CredentialRequest.ForMcp);
    Console.WriteLine($"{tenant.Id} has {tenant.EnvironmentId} ({tenant.State}); its credential ends {lease.ExpiresAt:u}");
}

CloudBaseEmulator emulator = await host.Services.GetRequiredService<DevelopmentEmulator>().StartAsync();
Console.WriteLine($"Asked three times for two tenants; bought {emulator.Ledger.Count} environments.");
await host.StopAsync();
