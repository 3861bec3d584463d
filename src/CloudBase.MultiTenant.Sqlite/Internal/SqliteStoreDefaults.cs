using CloudBase.MultiTenant.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>What differs for SQLite, before configuration and code have their say: whoever may write the file may change its schema.</summary>
internal sealed class SqliteStoreDefaults : IConfigureOptions<EfCoreStoreOptions>
{
    public void Configure(EfCoreStoreOptions options) => options.EnsureSchemaAtStart = true;
}
