using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>What this cloud sells, where the provisioning options leave it open.</summary>
internal sealed class ProvisioningDefaults(IOptions<TencentCloudOptions> cloud) : IPostConfigureOptions<CloudBaseOptions>
{
    private const string Package = "baas_personal";

    private static readonly string[] Resources = ["flexdb", "storage", "function"];

    public void PostConfigure(string? name, CloudBaseOptions options)
    {
        options.Provisioning.PackageId ??= Package;
        if (options.Provisioning.Resources is not { Count: > 0 })
        {
            options.Provisioning.Resources = [.. Resources];
        }

        try
        {
            options.Provisioning.Region ??= cloud.Value.Region;
        }
        catch (OptionsValidationException)
        {
            // The cloud's own options are reported at start by themselves, beside all other problems.
        }
    }
}
