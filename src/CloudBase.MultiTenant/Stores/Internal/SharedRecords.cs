using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes records that hosts share.</summary>
internal static class SharedRecords
{
    private const int MostTries = 20;

    /// <summary>Changes a record as it is stored now, whoever changed it before.</summary>
    /// <param name="store">The store.</param>
    /// <param name="absent">The record as it counts while none is stored: version 0.</param>
    /// <param name="change">Makes the new data of the stored; the same data is not written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait between tries.</param>
    /// <returns>Whether the change is stored; false where others were faster every time.</returns>
    public static async ValueTask<bool> TryChangeAsync(
        this IMultiTenantStore store, SharedRecord absent, Func<StepData, StepData> change, TimeProvider time, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MostTries; i++)
        {
            SharedRecord stored = await store.FindSharedRecordAsync(absent.Account, absent.Kind, absent.Name, cancellationToken).ConfigureAwait(false) ?? absent;
            StepData data = change(stored.Data);
            if (data.Equals(stored.Data))
            {
                return true;
            }

            SharedRecord changed = stored with { Data = data, UpdatedAt = time.GetUtcNow() };
            if ((await store.CommitAsync(ChangeSet.Of(new StoreChange.PutSharedRecord(changed)), cancellationToken).ConfigureAwait(false)).IsCommitted)
            {
                return true;
            }
        }

        return false;
    }
}
