using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>
/// Reserves a place among what the account has a bounded number of, such as sub-accounts, in the commit that makes the tenant: of callers and hosts that
/// race, no two get the last one. A place is kept until its tenant's identity has been there for long enough to show, or is not going to be made any more.
/// </summary>
internal sealed class IsolationPlaces(IEnvironmentCloud cloud, StoreGate gate, IOptions<CloudBaseOptions> options, TimeProvider time) : IDisposable
{
    private const string Kind = "isolation-place";
    private const string Reserved = "reserved";
    private const int MostTries = 100;

    private static readonly TimeSpan ShortestKept = TimeSpan.FromMinutes(1);

    // Callers of one process would only make each other try again.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Gets how long a place is kept after its identity was made: what a count of the cloud may not show yet.</summary>
    private TimeSpan Kept => options.Value.Provisioning.CreateVisibility > ShortestKept ? options.Value.Provisioning.CreateVisibility : ShortestKept;

    /// <summary>Asks the strategy whether one more tenant fits beside those who have a place.</summary>
    /// <returns>How many places were found to be free; null where none is reserved.</returns>
    public async ValueTask<FreePlaces?> CheckAsync(IIsolationStrategy strategy, CancellationToken cancellationToken)
    {
        DateTimeOffset at = time.GetUtcNow();
        SharedRecord record = await ReadAsync(strategy.Kind, cancellationToken).ConfigureAwait(false);
        IReadOnlyCollection<string> taken = [.. WithoutShown(record.Data, at).Values.Keys];
        int? free = await strategy.CheckAsync([.. taken.Select(EnvironmentAlias.Parse)], cancellationToken).ConfigureAwait(false);
        return free is { } count ? new FreePlaces(strategy.Kind, new HashSet<string>(taken, StringComparer.Ordinal), count, at) : null;
    }

    /// <summary>Takes one of the places that were found to be free, together with what is to be committed with it.</summary>
    /// <param name="places">What was found.</param>
    /// <param name="alias">The tenant's alias.</param>
    /// <param name="commit">Commits the change of the places together with its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What became of the commit; null when others took the places meanwhile, or they were counted too long ago: check again.</returns>
    /// <exception cref="StoreUnavailableException">Other hosts were faster every time: nothing was written.</exception>
    public async ValueTask<CommitResult?> TakeAsync(
        FreePlaces places, EnvironmentAlias alias, Func<StoreChange, ValueTask<CommitResult>> commit, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (int i = 0; i < MostTries; i++)
            {
                DateTimeOffset now = time.GetUtcNow();
                SharedRecord record = await ReadAsync(places.Isolation, cancellationToken).ConfigureAwait(false);
                StepData kept = WithoutShown(record.Data, now);
                if (now - places.CountedAt >= Kept || kept.Values.Keys.Count(a => !places.Counted.Contains(a)) >= places.Count)
                {
                    return null;
                }

                CommitResult result = await commit(
                    new StoreChange.PutSharedRecord(record with { Data = kept.With(alias.Value, Reserved), UpdatedAt = now })).ConfigureAwait(false);
                if (result.Refused is not StoreChange.PutSharedRecord)
                {
                    return result;
                }
            }
        }
        finally
        {
            _turn.Release();
        }

        throw Busy();
    }

    /// <summary>Notes that a tenant's identity is made, so that its place is kept only until it shows.</summary>
    public ValueTask MadeAsync(WorkflowContext context, IsolationKind isolation, CancellationToken cancellationToken) =>
        ChangeAsync(context, isolation, WorkflowData.Write(time.GetUtcNow()), cancellationToken);

    /// <summary>Gives up the place of a tenant that is not going to have an identity.</summary>
    public ValueTask GiveUpAsync(WorkflowContext context, IsolationKind isolation, CancellationToken cancellationToken) =>
        ChangeAsync(context, isolation, null, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private async ValueTask ChangeAsync(WorkflowContext context, IsolationKind isolation, string? to, CancellationToken cancellationToken)
    {
        if (context.Operation.Input.Find(WorkflowData.Place) is null)
        {
            return;
        }

        string alias = context.Tenant.Alias.Value;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await gate.Store.TryChangeAsync(
                Absent(isolation), data => data.Find(alias) is null ? data : data.With(alias, to), time, cancellationToken).ConfigureAwait(false))
            {
                throw Busy();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Leaves out the places whose identity the cloud counts by now.</summary>
    private StepData WithoutShown(StepData data, DateTimeOffset now) => data.Values
        .Where(p => p.Value != Reserved && now - WorkflowData.ReadTime(data, p.Key) >= Kept)
        .Aggregate(data, (left, shown) => left.With(shown.Key, null));

    private async ValueTask<SharedRecord> ReadAsync(IsolationKind isolation, CancellationToken cancellationToken) =>
        await gate.Store.FindSharedRecordAsync(cloud.Account, Kind, isolation.Name, cancellationToken).ConfigureAwait(false) ?? Absent(isolation);

    private SharedRecord Absent(IsolationKind isolation) =>
        new() { Account = cloud.Account, Kind = Kind, Name = isolation.Name, Data = StepData.Empty, UpdatedAt = time.GetUtcNow() };

    private static StoreUnavailableException Busy() =>
        new("The places that are reserved for tenants change faster than this host can write them, and are as they were: try again.");
}
