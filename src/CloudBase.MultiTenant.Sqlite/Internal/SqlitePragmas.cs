using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CloudBase.MultiTenant.Sqlite;

/// <summary>Sets what SQLite keeps for a connection rather than for the file.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    // FULL: a commit is on disk when it returns, in WAL mode too. The time-out lets SQLite wait for another process's
    // writer in milliseconds; the provider's own retry sleeps 150 ms at a time. What is in the log is moved into the file every 16 MB
    // rather than 4: pages that many commits change are moved once, and the commit that has to do it waits less often.
    private const string Sql = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA wal_autocheckpoint = 4000;";

    public static SqlitePragmas Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.ExecuteNonQuery();
    }

    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        DbCommand command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = Sql;
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
