using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>A whole host on an emulator without a socket: engine, client, both strategies.</summary>
internal sealed class EmulatedPlatform : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly bool _ownsEmulator;

    private EmulatedPlatform(CloudBaseEmulator emulator, bool ownsEmulator, ServiceProvider provider) =>
        (Emulator, _ownsEmulator, _provider) = (emulator, ownsEmulator, provider);

    public CloudBaseEmulator Emulator { get; }

    public IServiceProvider Services => _provider;

    public TencentCloudClient Client => Get<TencentCloudClient>();

    public static async Task<EmulatedPlatform> StartAsync(
        Action<CloudBaseEmulatorOptions>? emulated = null, Action<WhiteLabelOptions>? whiteLabel = null, Action<CamSubAccountOptions>? cam = null,
        Action<TencentCloudOptions>? client = null, Action<CloudBaseOptions>? host = null)
    {
        var options = new CloudBaseEmulatorOptions { Listen = false, NoLimits = true, Seed = 1 };
        emulated?.Invoke(options);
        return On(await CloudBaseEmulator.StartAsync(options), null, whiteLabel, cam, ownsEmulator: true, client, host);
    }

    /// <summary>Another host on the same emulator, with other keys of the platform.</summary>
    public static EmulatedPlatform On(
        CloudBaseEmulator emulator, PlatformCredential? keys, Action<WhiteLabelOptions>? whiteLabel = null, Action<CamSubAccountOptions>? cam = null,
        bool ownsEmulator = false, Action<TencentCloudOptions>? client = null, Action<CloudBaseOptions>? host = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(emulator.TimeProvider);
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(o =>
        {
            o.DeploymentName = "tests";
            o.DefaultIsolation = "WhiteLabel";
            o.ManagementEnvironment = emulator.ManagementEnvironmentId;
            o.Renewal.Policy = RenewalPolicy.Managed;
            o.Provisioning.Patience = TimeSpan.FromSeconds(60);
            host?.Invoke(o);
        });
        builder.UseTencentCloud(o =>
        {
            o.Endpoint = emulator.Endpoint;
            o.SecretId = keys?.SecretId ?? emulator.SecretId;
            o.SecretKey = keys?.SecretKey ?? new SecretString(emulator.SecretKey);
            o.SpendsRealMoney = false;
            o.RateLimitShare = 1;
            o.MaxRetries = 0;
            client?.Invoke(o);
        });
        builder.UseInMemoryStore().AddWhiteLabelIsolation(whiteLabel).AddCamSubAccountIsolation(cam);
        foreach (string name in new[] { TencentCloudBuilderExtensions.TencentCloudHttpClientName, EnvironmentProbe.ClientName })
        {
            services.Configure<HttpClientFactoryOptions>(name, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = emulator.CreateHandler()));
        }

        return new EmulatedPlatform(emulator, ownsEmulator, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
    }

    public T Get<T>()
        where T : notnull => _provider.GetRequiredService<T>();

    public Task<Tenant> EnsureAsync(string tenant, IsolationKind kind) =>
        Get<ITenantProvisioner>().EnsureAsync(TenantId.Parse(tenant), new TenantSpec { Isolation = kind }, default(CancellationToken)).AsTask();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        if (_ownsEmulator)
        {
            await Emulator.DisposeAsync();
        }
    }
}
