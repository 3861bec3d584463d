using System.Collections.Concurrent;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>
/// Reserves a place among what the account has a bounded number of, such as sub-accounts, in the commit that makes the tenant: of callers and hosts that
/// race, no two get the last one. A place is kept until its tenant's identity has been there for long enough to show, or is not going to be made any more.
/// </summary>
/// <remarks>
/// Each place has a record, and each strategy one more, whose version says how many places were ever taken. A look finds how many are free beyond that number;
/// whoever takes one counts it up in the same commit, and the store refuses to count further than the look went. So a look serves every tenant who comes within a moment.
/// </remarks>
internal sealed class IsolationPlaces(IEnvironmentCloud cloud, StoreGate gate, IOptions<CloudBaseOptions> options, TimeProvider time)
{
    private const string TakenKind = "isolation-places-taken";

    /// <summary>How many records one look takes away at most: they are one commit, and others wait for it.</summary>
    private const int MostForgotten = 1000;

    private static readonly TimeSpan s_shortestKept = TimeSpan.FromMinutes(1);

    /// <summary>How long a look serves: what others than this deployment's hosts make in the account is seen later by as much.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<IsolationKind, SharedRead<Look>> _looking = [];
    private readonly ConcurrentDictionary<IsolationKind, Look> _looks = [];

    /// <summary>Gets how long a place is kept after its identity was made: what a count of the cloud may not show yet.</summary>
    private TimeSpan Kept => options.Value.Provisioning.CreateVisibility > s_shortestKept ? options.Value.Provisioning.CreateVisibility : s_shortestKept;

    /// <summary>Asks the strategy whether one more tenant fits beside those who have a place, unless it was asked a moment ago.</summary>
    /// <returns>How many places were found to be free; null where none is reserved.</returns>
    public async ValueTask<FreePlaces?> CheckAsync(IIsolationStrategy strategy, CancellationToken cancellationToken)
    {
        if (Fresh(strategy.Kind) is { } known)
        {
            return known.Places;
        }

        SharedRead<Look> looking = _looking.GetOrAdd(strategy.Kind, static _ => new SharedRead<Look>());
        return (await looking.GetAsync(token => LookAsync(strategy, token), cancellationToken).ConfigureAwait(false)).Places;
    }

    /// <summary>Takes one of the places that were found to be free, together with what is to be committed with it.</summary>
    /// <param name="places">What was found.</param>
    /// <param name="alias">The tenant's alias.</param>
    /// <param name="commit">Commits the changes of the places together with its own.</param>
    /// <returns>What became of the commit; null when others took the places meanwhile, or they were counted too long ago: check again.</returns>
    public async ValueTask<CommitResult?> TakeAsync(FreePlaces places, EnvironmentAlias alias, Func<IReadOnlyList<StoreChange>, ValueTask<CommitResult>> commit)
    {
        DateTimeOffset now = time.GetUtcNow();
        CommitResult? result = now - places.CountedAt >= Kept ? null : await commit(
        [
            new StoreChange.OverwriteSharedRecord(Taken(places.Isolation, now), places.Last),
            new StoreChange.PutSharedRecord(new IsolationPlace(places.Isolation.Name, alias.Value, null).ToRecord(cloud.Account, now)),
        ]).ConfigureAwait(false);
        if (result is not (null or { Refused: StoreChange.OverwriteSharedRecord }))
        {
            return result;
        }

        if (_looks.TryGetValue(places.Isolation, out Look? look) && look.Places == places)
        {
            _looks.TryRemove(KeyValuePair.Create(places.Isolation, look));
        }

        return null;
    }

    /// <summary>Returns the change that notes that a tenant's identity is made, so that its place is kept only until it shows.</summary>
    public StoreChange[] Made(WorkflowContext context, IsolationKind isolation) => Keep(context, isolation, time.GetUtcNow() + Kept);

    /// <summary>Returns the change that gives up the place of a tenant that is not going to have an identity.</summary>
    public StoreChange[] GivenUp(WorkflowContext context, IsolationKind isolation) => Keep(context, isolation, time.GetUtcNow());

    private StoreChange[] Keep(WorkflowContext context, IsolationKind isolation, DateTimeOffset until) =>
        context.Operation.Input.Find(WorkflowData.Place) is null ? [] :
        [
            new StoreChange.OverwriteSharedRecord(new IsolationPlace(isolation.Name, context.Tenant.Alias.Value, until).ToRecord(cloud.Account, time.GetUtcNow())),
        ];

    private Look? Fresh(IsolationKind isolation) => _looks.TryGetValue(isolation, out Look? look) && time.GetElapsedTime(look.At) < s_moment ? look : null;

    private async ValueTask<Look> LookAsync(IIsolationStrategy strategy, CancellationToken cancellationToken)
    {
        long stamp = time.GetTimestamp();
        DateTimeOffset at = time.GetUtcNow();

        // Who takes a place between these two reads is counted twice; the other way round it would be counted by neither.
        SharedRecord? taken = await gate.Store.FindSharedRecordAsync(cloud.Account, TakenKind, strategy.Kind.Name, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SharedRecord> records = await gate.Store.ReadSharedRecordsAsync(cloud.Account, IsolationPlace.Kind, cancellationToken).ConfigureAwait(false);

        (SharedRecord Record, IsolationPlace Place)[] own =
            [.. records.Select(r => (Record: r, Place: IsolationPlace.Read(r)!)).Where(p => p.Place?.Isolation == strategy.Kind.Name)];
        SharedRecord? joint = records.FirstOrDefault(r => r.Name == strategy.Kind.Name && IsolationPlace.Read(r) is null);
        IsolationPlace[] older = [.. JointPlaces.Read(joint, Kept).ExceptBy(own.Select(p => p.Place.Alias), p => p.Alias)];
        await TidyAsync(
            [
                .. JointPlaces.Part(joint, older, at),
                .. own.Where(p => !p.Place.IsKept(at)).Take(MostForgotten).Select(p => new StoreChange.DeleteSharedRecord(p.Record)),
            ],
            cancellationToken).ConfigureAwait(false);
        IEnumerable<IsolationPlace> kept = own.Select(p => p.Place).Concat(older).Where(p => p.IsKept(at));
        int? free = await strategy.CheckAsync([.. kept.Select(p => EnvironmentAlias.Parse(p.Alias))], cancellationToken).ConfigureAwait(false);
        return _looks[strategy.Kind] = new Look(free is { } count ? new FreePlaces(strategy.Kind, (taken?.Version ?? 0) + count, at) : null, stamp);
    }

    /// <summary>What is refused another host has done, or changed: the next look finds what is left to do.</summary>
    private async ValueTask TidyAsync(StoreChange[] changes, CancellationToken cancellationToken)
    {
        if (changes.Length > 0)
        {
            await gate.Store.CommitAsync(new ChangeSet(changes), cancellationToken).ConfigureAwait(false);
        }
    }

    private SharedRecord Taken(IsolationKind isolation, DateTimeOffset now) =>
        new() { Account = cloud.Account, Kind = TakenKind, Name = isolation.Name, Data = StepData.Empty, UpdatedAt = now };

    private sealed record Look(FreePlaces? Places, long At);
}
