using CloudBase.MultiTenant;
using CloudBase.MultiTenant.EnvironmentPools;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Keeps environments ready for new tenants.</summary>
public static class EnvironmentPoolBuilderExtensions
{
    /// <summary>Keeps environments ready, with options from <c>CloudBase:EnvironmentPool</c>; provisioning then claims one instead of ordering one, while there is one.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    /// <remarks>Environments that wait for a tenant are paid: what they cost is logged at start, and shown by <see cref="IEnvironmentPool.GetStatusAsync"/>.</remarks>
    public static ICloudBaseMultiTenantBuilder AddEnvironmentPool(this ICloudBaseMultiTenantBuilder builder, Action<EnvironmentPoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<EnvironmentPoolOptions>("EnvironmentPool");
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EnvironmentPoolOptions>, EnvironmentPoolOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CloudBaseOptions>, PoolRule>());
        if (configure is not null)
        {
            builder.Services.Configure(configure);
        }

        builder.Services.AddEnvironmentPools();
        return builder;
    }
}
