using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a sweep of a pool has seen once, kept in the store for all hosts: what is seen again, far enough from the first time, is dealt with.</summary>
internal sealed class OrphanSightings(PoolDefinition pool, PoolParts parts, string kind)
{
    private const string PoolEntry = "pool";
    private const string SeenAt = "seen-at";

    /// <summary>Reads what was seen before, by name.</summary>
    public async Task<Dictionary<string, SharedRecord>> ReadAsync(CancellationToken cancellationToken) =>
        (await parts.Store.ReadSharedRecordsAsync(parts.Account, kind, cancellationToken).ConfigureAwait(false))
            .Where(r => r.Data.Find(PoolEntry) == pool.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);

    /// <summary>Whether a first sighting is long enough ago.</summary>
    public bool IsOld(SharedRecord sighting) => parts.Now - SeenFirst(sighting) >= pool.Options.OrphanAge;

    public async Task PutAsync(string name)
    {
        SharedRecord record = new()
        {
            Account = parts.Account,
            Kind = kind,
            Name = name,
            Data = StepData.Empty.With(PoolEntry, pool.Name).With(SeenAt, parts.Now.ToString("O", CultureInfo.InvariantCulture)),
            UpdatedAt = parts.Now,
        };
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(record)), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Forgets what is no suspect any more.</summary>
    public async Task ForgetAsync(SharedRecord sighting) =>
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteSharedRecord(sighting)), CancellationToken.None).ConfigureAwait(false);

    public static DateTimeOffset SeenFirst(SharedRecord sighting) => DateTimeOffset.Parse(sighting.Data[SeenAt], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
