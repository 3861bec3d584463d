using CloudBase.MultiTenant.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.DataProtection;

/// <summary>Sees to it that the key ring lives as long as what it protects. Thread-safe.</summary>
internal sealed class KeyRingCheck(IDataProtectionProvider provider, IOptions<KeyManagementOptions> options, IEnumerable<IMultiTenantStore> stores)
{
    private readonly Lazy<string?> _problem = new(() => FindProblem(provider, options.Value, stores.LastOrDefault()));

    public void ThrowIfKeysMayBeLost()
    {
        if (_problem.Value is { } problem)
        {
            throw new SecretProtectionException(problem);
        }
    }

    private static string? FindProblem(IDataProtectionProvider provider, KeyManagementOptions options, IMultiTenantStore? store)
    {
        const string WayOut = "Call PersistKeysToFileSystem(directory), or another PersistKeysTo... method, in ProtectSecretsWithDataProtection(keys => ...) "
            + "or on AddDataProtection(), with a place that all hosts share and that outlives them.";
        if (store is not { IsDurable: true })
        {
            return null;
        }

        if (provider is EphemeralDataProtectionProvider || options.XmlRepository?.GetType().Name == "EphemeralXmlRepository")
        {
            return "The store is durable, and Data Protection keeps its keys in this process's memory: after a restart no stored secret could be read. " + WayOut;
        }

        return options.XmlRepository is not null ? null
            : "The store is durable, and Data Protection was not told where to keep its keys: by itself it takes the user's profile or this process's memory, "
                + "which a container loses with every restart, and then no stored secret can be read. " + WayOut;
    }
}
