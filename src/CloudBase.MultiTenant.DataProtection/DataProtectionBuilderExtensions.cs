using CloudBase.MultiTenant;
using CloudBase.MultiTenant.DataProtection;
using CloudBase.MultiTenant.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Protects stored secrets with ASP.NET Core Data Protection.</summary>
public static class DataProtectionBuilderExtensions
{
    /// <summary>Protects the secrets that must be stored (API keys, sub-accounts' keys) with ASP.NET Core Data Protection.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">
    /// Says where the key ring is kept, such as <c>keys => keys.PersistKeysToFileSystem(directory)</c>; null when the host has said so itself
    /// with <c>AddDataProtection()</c>.
    /// </param>
    /// <remarks>
    /// With a durable store, a start without a key ring that was told where to live throws a <see cref="SecretProtectionException"/>: keys that
    /// are lost make every stored secret unreadable. Hosts that share a store share the key ring, and the application name.
    /// </remarks>
    public static ICloudBaseMultiTenantBuilder ProtectSecretsWithDataProtection(
        this ICloudBaseMultiTenantBuilder builder, Action<IDataProtectionBuilder>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        IDataProtectionBuilder keys = services.AddDataProtection();
        configure?.Invoke(keys);
        services.TryAddSingleton<KeyRingCheck>();
        services.RemoveAll<ISecretProtector>();
        services.AddSingleton<ISecretProtector, DataProtectionSecretProtector>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KeyRingCheckAtStart>());
        return builder;
    }
}
