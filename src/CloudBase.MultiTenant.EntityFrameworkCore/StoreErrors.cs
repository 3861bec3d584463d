using System.Data.Common;
using System.Text.Json;

namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>Turns what a database provider throws into this library's errors.</summary>
/// <param name="describe">Says which store it is: a server and database, or a file; never a password.</param>
internal sealed class StoreErrors(Func<string> describe)
{
    /// <summary>Returns the error for callers, or null when it is no error of the store.</summary>
    public Exception? Translate(Exception error) => error switch
    {
        StoreUnavailableException or StoreSchemaException => error,
        DbException or TimeoutException or IOException => new StoreUnavailableException(
            $"The store ({describe()}) cannot be used: {error.Message} Nothing is known to have been written. "
            + "Check that it exists, that its schema was made (EnsureSchemaAsync), that this process may read and write it, and that it is not damaged; then try again.",
            error),
        FormatException or JsonException or InvalidCastException => new StoreUnavailableException(
            $"The store ({describe()}) has a record that cannot be read: {error.Message} Restore it from a backup, or use the version that wrote it.", error),
        _ => null,
    };
}
