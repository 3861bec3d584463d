using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd;
using CloudBase.MultiTenant.TencentCloud;
using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Tencent Agent Sandbox.</summary>
public static class AgentSandboxBuilderExtensions
{
    /// <summary>Starts sandboxes at Tencent Agent Sandbox (AGS), by the account and region of UseTencentCloud, or at the emulator after UseEmulator.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after those of <c>CloudBase:Sandboxes:AgentSandbox</c>; may be null.</param>
    /// <remarks>The provider is an <see cref="ISandboxProvider"/> named <c>ags</c>; a template is the name of a tool. Tokens of sandboxes are minted in this process: the account's keys never reach one.</remarks>
    public static ICloudBaseMultiTenantBuilder AddAgentSandboxes(this ICloudBaseMultiTenantBuilder builder, Action<AgentSandboxOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<AgentSandboxOptions>("Sandboxes:AgentSandbox");
        builder.AddEnvdDataPlane();
        IServiceCollection services = builder.Services;
        if (configure is not null)
        {
            services.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AgentSandboxOptions>, AgentSandboxOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ISandboxProvider, AgentSandboxProvider>(Create));
        return builder;
    }

    private static AgentSandboxProvider Create(IServiceProvider provider)
    {
        TencentCloudClient client = provider.GetService<TencentCloudClient>() ?? throw new InvalidOperationException(
            "AddAgentSandboxes() needs the cloud that its sandboxes come from: add UseTencentCloud() or UseEmulator() too.");
        return new AgentSandboxProvider(
            client,
            provider.GetRequiredService<IOptions<TencentCloudOptions>>().Value,
            provider.GetRequiredService<IOptions<AgentSandboxOptions>>().Value,
            provider.GetRequiredService<EnvdSandboxFactory>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IRandomSource>(),
            provider.GetRequiredService<ILogger<AgentSandboxProvider>>());
    }
}
