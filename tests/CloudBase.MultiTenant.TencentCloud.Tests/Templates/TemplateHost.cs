using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Templates;

/// <summary>A host as users register it, on an emulator without a socket that counts its calls.</summary>
internal sealed class TemplateHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private TemplateHost(CloudBaseEmulator emulator, CallCount calls, ServiceProvider services) => (Emulator, Calls, _services) = (emulator, calls, services);

    public CloudBaseEmulator Emulator { get; }

    public CallCount Calls { get; }

    public IEnvironmentTemplates Templates => Get<IEnvironmentTemplates>();

    public ITenantProvisioner Provisioner => Get<ITenantProvisioner>();

    public static async Task<TemplateHost> StartAsync(
        Action<CloudBaseOptions>? options = null, Action<CloudBaseEmulatorOptions>? emulated = null, Action<ICloudBaseMultiTenantBuilder>? build = null,
        Func<HttpMessageHandler, HttpMessageHandler>? between = null)
    {
        var emulatorOptions = new CloudBaseEmulatorOptions { Listen = false, NoLimits = true, Seed = 7 };
        emulated?.Invoke(emulatorOptions);
        CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(emulatorOptions);
        var calls = new CallCount();
        var services = new ServiceCollection();
        services.AddSingleton<IRandomSource>(new SeededRandomSource(1));
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(o =>
            {
                o.DeploymentName = "tests";
                o.Renewal.Policy = RenewalPolicy.Managed;
                o.ManagementEnvironment = emulator.ManagementEnvironmentId;
                options?.Invoke(o);
            })
            .UseTencentCloud(o =>
            {
                o.Endpoint = emulator.Endpoint;
                o.SecretId = emulator.SecretId;
                o.SecretKey = new SecretString(emulator.SecretKey);
                o.SpendsRealMoney = false;
                o.MaxRetries = 0;
                o.RateLimitShare = 1;
            })
            .AddWhiteLabelIsolation()
            .UseInMemoryStore();
        build?.Invoke(builder);
        foreach (string client in new[] { TencentCloudBuilderExtensions.TencentCloudHttpClientName, EnvironmentProbe.ClientName })
        {
            services.Configure<HttpClientFactoryOptions>(
                client, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = new CountingHandler(calls, between?.Invoke(emulator.CreateHandler()) ?? emulator.CreateHandler())));
        }

        return new TemplateHost(emulator, calls, services.BuildServiceProvider());
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<Tenant> NewTenantAsync(string id, TenantSpec? spec = null) =>
        await Provisioner.EnsureAsync(TenantId.Parse(id), spec ?? TenantSpec.Default);

    public async Task<Tenant> ApplyAsync(EnvironmentTemplate template, Tenant tenant) =>
        await Templates.ApplyAsync(template, tenant.Id, TemplateApplyOptions.Default);

    public async Task<EnvironmentTemplate> CaptureAsync(Tenant tenant, params string[] documentsOf) => await Templates.CaptureAsync(
        tenant.EnvironmentId!.Value, new TemplateCaptureOptions { Name = "captured", Version = "1", DocumentsOf = documentsOf });

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}
