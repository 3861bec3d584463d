using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a sweep of a pool at a provider suspects, kept in the store for all hosts: what is seen again, far enough from the first time, is dealt with.</summary>
internal sealed class OrphanSightings(PoolDefinition pool, PoolParts parts, string kind)
{
    private const string PoolEntry = "pool";
    private const string ProviderEntry = "provider";
    private const string SeenAt = "seen-at";

    /// <summary>Notes what is seen for the first time, deals with what was seen long enough ago, and forgets what is no suspect any more.</summary>
    /// <typeparam name="T">What is suspected.</typeparam>
    /// <param name="suspects">All that are suspected now, by name.</param>
    /// <param name="age">How far apart the sightings must be.</param>
    /// <param name="most">How many are dealt with in one sweep.</param>
    /// <param name="note">Hears of each that is seen for the first time.</param>
    /// <param name="deal">Deals with one that was seen first at a time; false where it stays a suspect.</param>
    /// <param name="cancellationToken">Ends the sweep between two steps.</param>
    public async Task LookAsync<T>(
        IReadOnlyList<(string Name, T Suspect)> suspects, TimeSpan age, int most, Action<T> note, Func<T, DateTimeOffset, Task<bool>> deal, CancellationToken cancellationToken)
    {
        Dictionary<string, SharedRecord> sightings = (await parts.Store.ReadSharedRecordsAsync(parts.Account, kind, cancellationToken).ConfigureAwait(false))
            .Where(r => r.Data.Find(PoolEntry) == pool.Name && (r.Data.Find(ProviderEntry) ?? pool.Provider.Name) == pool.Provider.Name).ToDictionary(r => r.Name, StringComparer.Ordinal);
        int dealt = 0;
        foreach ((string name, T suspect) in suspects)
        {
            if (!sightings.Remove(name, out SharedRecord? before))
            {
                note(suspect);
                await PutAsync(name).ConfigureAwait(false);
            }
            else if (dealt < most && SeenFirst(before) is var seen && parts.Now - seen >= age && await deal(suspect, seen).ConfigureAwait(false))
            {
                dealt++;
                await ForgetAsync(before).ConfigureAwait(false);
            }
        }

        foreach (SharedRecord over in sightings.Values)
        {
            await ForgetAsync(over).ConfigureAwait(false);
        }
    }

    private async Task PutAsync(string name)
    {
        SharedRecord record = new()
        {
            Account = parts.Account,
            Kind = kind,
            Name = name,
            Data = StepData.Empty.With(PoolEntry, pool.Name).With(ProviderEntry, pool.Provider.Name).With(SeenAt, parts.Now.ToString("O", CultureInfo.InvariantCulture)),
            UpdatedAt = parts.Now,
        };
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(record)), CancellationToken.None).ConfigureAwait(false);
    }

    private async Task ForgetAsync(SharedRecord sighting) =>
        await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteSharedRecord(sighting)), CancellationToken.None).ConfigureAwait(false);

    private static DateTimeOffset SeenFirst(SharedRecord sighting) => DateTimeOffset.Parse(sighting.Data[SeenAt], CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
