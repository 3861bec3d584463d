using CloudBase.MultiTenant.EntityFrameworkCore.Commits;
using CloudBase.MultiTenant.EntityFrameworkCore.Mapping;
using CloudBase.MultiTenant.EntityFrameworkCore.Reads;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Schema;

/// <summary>Whose the store is: the first host to open it says so, once.</summary>
internal sealed class StorePin(ReaderSession session) : IAsyncDisposable
{
    private const int OnlyRow = 1;

    private readonly TableCommands _store = new(session.Tables.Of<StoreRow>(), session.Connection);

    /// <summary>Pins the store, unless it is; returns whether it did.</summary>
    public async Task<bool> SetAsync(StoreIdentity identity, CancellationToken cancellationToken)
    {
        if ((await RowAsync(cancellationToken).ConfigureAwait(false)).Deployment is not null)
        {
            return false;
        }

        // Of hosts that all saw it empty the database lets one fill it.
        var pinned = new StoreRow
        {
            Id = OnlyRow,
            Deployment = identity.Deployment.Value,
            MarkerKey = identity.MarkerKey,
            CreatedAt = identity.CreatedAt.UtcTicks,
        };
        return await _store.FillAsync(
            [nameof(pinned.Deployment), nameof(pinned.MarkerKey), nameof(pinned.CreatedAt)], nameof(pinned.Deployment), pinned).ConfigureAwait(false) == 1;
    }

    public async Task<StoreIdentity> ReadAsync(CancellationToken cancellationToken)
    {
        StoreRow row = await RowAsync(cancellationToken).ConfigureAwait(false);
        return new StoreIdentity(DeploymentName.Parse(row.Deployment!), row.MarkerKey!, Instant.Of(row.CreatedAt ?? 0));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private async Task<StoreRow> RowAsync(CancellationToken cancellationToken) =>
        await session.FirstAsync(session.From<StoreRow>().Where(nameof(StoreRow.Id), OnlyRow), StoreRow.Read, cancellationToken).ConfigureAwait(false)
        ?? throw StoreRowCommands.RowLost();
}
