using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store that lives in this process.</summary>
public static class InMemoryStoreBuilderExtensions
{
    /// <summary>Keeps everything in this process's memory: for tests and trials, lost when the process ends, refused against the real cloud.</summary>
    /// <param name="builder">The builder.</param>
    /// <remarks>Unless a secret protector is set, secrets are protected by a key that lives as long as this process.</remarks>
    public static ICloudBaseMultiTenantBuilder UseInMemoryStore(this ICloudBaseMultiTenantBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Choose(SetupPart.Store, "UseInMemoryStore()");
        builder.Services.RemoveAll<IMultiTenantStore>();
        builder.Services.AddSingleton<IMultiTenantStore, InMemoryMultiTenantStore>();
        if (StoresRegistration.HasNoProtector(builder.Services))
        {
            builder.Services.RemoveAll<ISecretProtector>();
            builder.Services.AddSingleton<ISecretProtector, EphemeralSecretProtector>();
        }

        return builder;
    }
}
