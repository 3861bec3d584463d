using CloudBase.MultiTenant;
using CloudBase.MultiTenant.EntityFrameworkCore;
using CloudBase.MultiTenant.EntityFrameworkCore.Schema;
using CloudBase.MultiTenant.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store in a SQLite file.</summary>
public static class SqliteStoreBuilderExtensions
{
    /// <summary>Keeps everything in a SQLite file, which several processes of one machine may share.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="pathOrConnectionString">The file, such as <c>tenants.db</c>, or a connection string such as <c>Data Source=tenants.db;Default Timeout=30</c>.</param>
    /// <param name="configureStore">Changes how the store works, after the options of <c>CloudBase:Store</c>; unlike elsewhere, the schema is made and upgraded at start unless it is switched off.</param>
    /// <remarks>
    /// The file is in WAL mode and each commit is flushed to disk (synchronous FULL). Put it on a local disk: SQLite's locks do not work over
    /// most network file systems.
    /// </remarks>
    /// <exception cref="ArgumentException">The text names no file: it is empty, or asks for a database in memory.</exception>
    public static ICloudBaseMultiTenantBuilder UseSqliteStore(
        this ICloudBaseMultiTenantBuilder builder, string pathOrConnectionString, Action<EfCoreStoreOptions>? configureStore = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string connectionString = SqliteFile.ToConnectionString(pathOrConnectionString);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<EfCoreStoreOptions>, SqliteStoreDefaults>());
        builder.Choose(SetupPart.Store, "UseSqliteStore()", b => b.UseEntityFrameworkCoreStore(
            database => SqliteFile.Configure(database, connectionString), configureStore));
        builder.Services.RemoveAll<StoreSchema>();
        builder.Services.AddSingleton<StoreSchema, SqliteSchema>();
        return builder;
    }
}
