using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Development.Internal;

/// <summary>Names the platform's own environment where the host has not.</summary>
internal sealed class EmulatorPlatform(IOptions<EmulatorOptions> options) : IPostConfigureOptions<CloudBaseOptions>
{
    public void PostConfigure(string? name, CloudBaseOptions engine) => engine.ManagementEnvironment ??= options.Value.ManagementEnvironment;
}
