using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

// One tenant gets an environment from the emulator, and what that looked like is exported: to the console, or, where
// OTEL_EXPORTER_OTLP_ENDPOINT is set, to a collector such as the Aspire dashboard.
HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.AddCloudBaseMultiTenant(options =>
    {
        options.DeploymentName = "telemetry";
        options.Renewal.Policy = RenewalPolicy.None;
    })
    .UseEmulator()
    .AddWhiteLabelIsolation()
    .UseInMemoryStore();

OpenTelemetryBuilder telemetry = builder.Services.AddOpenTelemetry()
    .ConfigureResource(resource => resource.AddService("tenants"))
    .WithTracing(traces => traces.AddSource(CloudBaseTelemetry.Name))
    .WithMetrics(metrics => metrics.AddMeter(CloudBaseTelemetry.Name));
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null)
{
    telemetry.WithTracing(traces => traces.AddConsoleExporter()).WithMetrics(metrics => metrics.AddConsoleExporter());
}
else
{
    telemetry.UseOtlpExporter();
}

using IHost host = builder.Build();
await host.StartAsync();
Tenant tenant = await host.Services.GetRequiredService<ITenantProvisioner>().EnsureAsync(TenantId.Parse("mei.lin@example.com"), TenantSpec.Default);
using CredentialLease lease = await host.Services.GetRequiredService<ICredentialBroker>().GetAsync(tenant.Id, CredentialRequest.ForMcp);
await host.StopAsync();
