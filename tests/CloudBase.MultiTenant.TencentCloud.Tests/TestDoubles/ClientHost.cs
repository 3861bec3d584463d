using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;

/// <summary>The package as a host has it, over a handler of the test's.</summary>
internal sealed class ClientHost : IDisposable
{
    public const string SecretId = "AKIDTESTONLY";
    public const string SecretKey = "canary-secret-key-9f3b";

    private readonly ServiceProvider _provider;

    public ClientHost(HttpMessageHandler handler, TimeProvider? time = null, Action<TencentCloudOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton(time ?? TimeProvider.System);
        collection.AddSingleton<IRandomSource>(new SeededRandomSource(1));
        collection.AddCloudBaseMultiTenant(o =>
        {
            o.DeploymentName = "tests";
            o.Renewal.Policy = RenewalPolicy.Managed;
        }).UseTencentCloud(o =>
        {
            o.SecretId = SecretId;
            o.SecretKey = new SecretString(SecretKey);
            configure?.Invoke(o);
        });
        collection.Configure<HttpClientFactoryOptions>(
            TencentCloudBuilderExtensions.TencentCloudHttpClientName, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = handler));
        services?.Invoke(collection);
        _provider = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public IServiceProvider Services => _provider;

    public TencentCloudClient Client => _provider.GetRequiredService<TencentCloudClient>();

    public void Dispose() => _provider.Dispose();
}
