using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud;
using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

/// <summary>The package as a host has it, over a scripted cloud.</summary>
internal sealed class AgsHost : IDisposable
{
    public const string SecretKey = "canary-platform-key-51c7";

    private readonly ServiceProvider _provider;

    public AgsHost(ScriptedAgs cloud, TimeProvider? time = null, Action<AgentSandboxOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(time ?? new ImpatientTime());
        services.AddSingleton<IRandomSource>(new SeededRandomSource(1));
        services.AddSingleton<ITencentCloudTransport>(cloud);
        services.AddCloudBaseMultiTenant(o =>
        {
            o.DeploymentName = "tests";
            o.Renewal.Policy = RenewalPolicy.Managed;
        }).UseTencentCloud(o =>
        {
            o.SecretId = "AKIDTESTONLY";
            o.SecretKey = new SecretString(SecretKey);
            o.MaxRetries = 0;
        }).AddAgentSandboxes(configure);
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ISandboxProvider Provider => _provider.GetRequiredService<ISandboxProvider>();

    public static SandboxStart Start(string startId = "start-0001") => new() { StartId = startId, Template = "node" };

    public void Dispose() => _provider.Dispose();
}
