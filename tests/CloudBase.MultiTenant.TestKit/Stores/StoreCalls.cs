using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Short forms for tests.</summary>
public static class StoreCalls
{
    /// <summary>Commits changes and returns the result.</summary>
    public static ValueTask<CommitResult> CommitAsync(this IMultiTenantStore store, params IReadOnlyList<StoreChange> changes) =>
        store.CommitAsync(ChangeSet.Of(changes), CancellationToken.None);

    /// <summary>Commits changes that must not be refused.</summary>
    public static async Task MustCommitAsync(this IMultiTenantStore store, params IReadOnlyList<StoreChange> changes)
    {
        CommitResult result = await store.CommitAsync(ChangeSet.Of(changes), CancellationToken.None);
        if (!result.IsCommitted)
        {
            throw new InvalidOperationException($"Refused: {result.Refused?.GetType().Name}: {result.Reason}");
        }
    }

    /// <summary>Reads a whole listing.</summary>
    public static async Task<List<T>> ToListAsync<T>(this IAsyncEnumerable<T> items)
    {
        List<T> list = [];
        await foreach (T item in items)
        {
            list.Add(item);
        }

        return list;
    }
}
