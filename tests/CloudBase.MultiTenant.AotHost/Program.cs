using System.Globalization;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// Usage: AotHost ENDPOINT SECRET_ID SECRET_KEY STARTED [--onboard]; STARTED is Unix time in nanoseconds, taken by whoever started this process.
if (args is not [var endpoint, var secretId, var secretKey, var started, ..])
{
    Console.Error.WriteLine("Usage: AotHost ENDPOINT SECRET_ID SECRET_KEY STARTED [--onboard]");
    return 2;
}

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
{
    ["CloudBase:DeploymentName"] = "aot",
    ["CloudBase:Renewal:Policy"] = "None",
    ["CloudBase:ManagementEnvironment"] = "platform-0emulator",
    ["CloudBase:TencentCloud:Endpoint"] = endpoint,
    ["CloudBase:TencentCloud:SecretId"] = secretId,
    ["CloudBase:TencentCloud:SecretKey"] = secretKey,
});
builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))
    .UseTencentCloud()
    .AddWhiteLabelIsolation()
    .UseInMemoryStore();
using IHost host = builder.Build();
await host.StartAsync();
long ready = SinceStart();

EnvironmentLimits limits = await host.Services.GetRequiredService<IEnvironmentCloud>().GetLimitsAsync(CancellationToken.None);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"host {ready / 1000.0:F1} ms; first signed call answered {SinceStart() / 1000.0:F1} ms after the start, {Environment.WorkingSet / 1048576.0:F1} MiB; {limits}"));
if (args.Contains("--onboard"))
{
    Tenant tenant = await host.Services.GetRequiredService<ITenantProvisioner>().EnsureAsync(TenantId.Parse("user-42@example.com"), TenantSpec.Default);
    using CredentialLease lease = await host.Services.GetRequiredService<ICredentialBroker>().GetAsync(tenant.Id, CredentialRequest.ForMcp);
    Console.WriteLine($"{tenant.Id} is {tenant.State} in {tenant.EnvironmentId}; {lease.Credential}");
}

await host.StopAsync();
return 0;

long SinceStart() =>
    ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond) - (long.Parse(started, CultureInfo.InvariantCulture) / 1000);
