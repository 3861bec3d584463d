using CloudBase.MultiTenant;
using Microsoft.AspNetCore.DataProtection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TenantsApi;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
string data = builder.Configuration["Api:DataDirectory"] ?? builder.Environment.ContentRootPath;
Directory.CreateDirectory(data);

ICloudBaseMultiTenantBuilder cloudBase = builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))
    .AddWhiteLabelIsolation()
    .UseSqliteStore(Path.Combine(data, "tenants.db"))
    .ProtectSecretsWithDataProtection(keys => keys
        .SetApplicationName("TenantsApi")
        .PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(data, "keys"))));

if (builder.Environment.IsDevelopment())
{
    // The cloud offline, in this process: the same signed requests, no account, no money.
    cloudBase.UseEmulator(emulator => emulator.DataDirectory = Path.Combine(data, "cloudbase.emulator"));
    builder.Services.AddOpenTelemetry()
        .WithTracing(traces => traces.AddSource(CloudBaseTelemetry.Name).AddConsoleExporter())
        .WithMetrics(metrics => metrics.AddMeter(CloudBaseTelemetry.Name).AddConsoleExporter());
}
else
{
    // The real cloud: environments are paid for. Keys come from TENCENTCLOUD_SECRETID and TENCENTCLOUD_SECRETKEY.
    cloudBase.UseTencentCloud();
}

builder.Services.AddOperatorKey(builder.Configuration, builder.Environment);
builder.Services.AddProblemDetails().AddExceptionHandler<TenantProblems>();
builder.Services.AddHealthChecks().AddCloudBase();

WebApplication app = builder.Build();
app.UseExceptionHandler();
app.MapHealthChecks("/health");
app.MapTenants();
app.Run();

/// <summary>Lets the tests start the same host.</summary>
public partial class Program;
