using CloudBase.MultiTenant;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Ports;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses a store on EF Core.</summary>
public static class EfCoreStoreBuilderExtensions
{
    /// <summary>Keeps everything in a database that EF Core has a relational provider for. Transactions must support savepoints.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configureDatabase">Chooses the provider and names the assembly that has its migrations.</param>
    /// <param name="configureStore">Changes how the store works, after the options of <c>CloudBase:Store</c>; may be null.</param>
    public static ICloudBaseMultiTenantBuilder UseEntityFrameworkCoreStore(
        this ICloudBaseMultiTenantBuilder builder,
        Action<DbContextOptionsBuilder> configureDatabase,
        Action<EfCoreStoreOptions>? configureStore = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configureDatabase);
        builder.Choose(SetupPart.Store, "UseEntityFrameworkCoreStore()");
        IServiceCollection services = builder.Services;
        builder.BindSection<EfCoreStoreOptions>("Store");
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EfCoreStoreOptions>, EfCoreStoreOptionsValidator>());
        if (configureStore is not null)
        {
            services.Configure(configureStore);
        }

        services.AddLogging();
        services.RemoveAll<StoreSchema>();
        services.AddSingleton<StoreSchema>();
        services.AddPooledDbContextFactory<MultiTenantDbContext>(database =>
        {
            database.UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking);
            configureDatabase(database);
        });
        services.RemoveAll<IMultiTenantStore>();
        services.AddSingleton<IMultiTenantStore>(provider => new EfCoreMultiTenantStore(
            provider.GetRequiredService<IDbContextFactory<MultiTenantDbContext>>(),
            provider.GetRequiredService<IOptions<EfCoreStoreOptions>>().Value,
            provider.GetRequiredService<StoreSchema>(),
            provider.GetRequiredService<ILogger<EfCoreMultiTenantStore>>()));
        return builder;
    }
}
