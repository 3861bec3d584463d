using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>The rows of pooled environments at one moment, with what is counted and looked up kept beside them. Immutable.</summary>
internal sealed record InMemoryPooledEnvironments
{
    public static InMemoryPooledEnvironments Empty { get; } = new();

    private ImmutableDictionary<(CloudAccountName, string), PooledEnvironment> ById { get; init; } =
        ImmutableDictionary<(CloudAccountName, string), PooledEnvironment>.Empty;

    private ImmutableDictionary<(CloudAccountName, EnvironmentId), string> ByEnvironment { get; init; } =
        ImmutableDictionary<(CloudAccountName, EnvironmentId), string>.Empty;

    private RankIndex<CloudAccountName> Due { get; init; } = RankIndex<CloudAccountName>.Empty;

    private RankIndex<CloudAccountName> Filled { get; init; } = RankIndex<CloudAccountName>.Empty;

    private RankIndex<(CloudAccountName, string, PooledEnvironmentState)> OfPool { get; init; } =
        RankIndex<(CloudAccountName, string, PooledEnvironmentState)>.Empty;

    private ImmutableDictionary<(CloudAccountName, string), ImmutableDictionary<(string Shape, PooledEnvironmentState State), int>> Counts { get; init; } =
        ImmutableDictionary<(CloudAccountName, string), ImmutableDictionary<(string, PooledEnvironmentState), int>>.Empty;

    public PooledEnvironment? Find(CloudAccountName account, string id) => ById.GetValueOrDefault((account, id));

    public PooledEnvironment? Find(CloudAccountName account, EnvironmentId environment) =>
        ByEnvironment.TryGetValue((account, environment), out string? id) ? ById[(account, id)] : null;

    public IEnumerable<PooledEnvironmentCount> CountsOf(CloudAccountName account, string pool) =>
        Counts.TryGetValue((account, pool), out var counts) ? counts.Select(c => new PooledEnvironmentCount(c.Key.Shape, c.Key.State, c.Value)) : [];

    public IReadOnlyList<PooledEnvironment> Read(CloudAccountName account, PooledEnvironmentQuery query, int max)
    {
        IEnumerable<MemberRank> ranks = query switch
        {
            { Environment: { } environment } => Find(account, environment) is { } only && !(only.DueAt > query.DueBefore) ? [Fill(only)] : [],
            { DueBefore: { } bound } => Due[account].TakeWhile(r => r.First <= bound.UtcTicks),
            { Pool: { } pool, States.Count: > 0 } => query.States.Distinct()
                .SelectMany(s => OfPool[(account, pool, s)].Where(r => query.Shape is null || ById[(account, r.Id)].Shape == query.Shape).Take(max)).Order(),
            _ => Filled[account],
        };
        return [.. ranks.Select(r => ById[(account, r.Id)]).Where(m => IsMeant(m, query)).Take(max)];
    }

    public InMemoryPooledEnvironments Add(PooledEnvironment member) => Count(member, 1) with
    {
        ById = ById.Add((member.Account, member.Id), member),
        ByEnvironment = member.Environment is { } environment ? ByEnvironment.Add((member.Account, environment), member.Id) : ByEnvironment,
        Due = Due.Add(member.Account, new MemberRank(member.DueAt, member.Id)),
        Filled = Filled.Add(member.Account, Fill(member)),
        OfPool = OfPool.Add((member.Account, member.Pool, member.State), Fill(member)),
    };

    public InMemoryPooledEnvironments Replace(PooledEnvironment stored, PooledEnvironment member)
    {
        InMemoryPooledEnvironments without = Count(stored, -1) with
        {
            ById = ById.Remove((stored.Account, stored.Id)),
            ByEnvironment = stored.Environment is { } environment ? ByEnvironment.Remove((stored.Account, environment)) : ByEnvironment,
            Due = Due.Remove(stored.Account, new MemberRank(stored.DueAt, stored.Id)),
            Filled = Filled.Remove(stored.Account, Fill(stored)),
            OfPool = OfPool.Remove((stored.Account, stored.Pool, stored.State), Fill(stored)),
        };
        return without.Add(member);
    }

    private InMemoryPooledEnvironments Count(PooledEnvironment member, int change)
    {
        var pool = (member.Account, member.Pool);
        var alike = (member.Shape, member.State);
        var counts = Counts.GetValueOrDefault(pool, ImmutableDictionary<(string, PooledEnvironmentState), int>.Empty);
        int count = counts.GetValueOrDefault(alike) + change;
        counts = count == 0 ? counts.Remove(alike) : counts.SetItem(alike, count);
        return this with { Counts = counts.IsEmpty ? Counts.Remove(pool) : Counts.SetItem(pool, counts) };
    }

    private static MemberRank Fill(PooledEnvironment member) => new(member.FilledAt?.UtcTicks ?? long.MaxValue, member.CreatedAt.UtcTicks, member.Id);

    private static bool IsMeant(PooledEnvironment member, PooledEnvironmentQuery query) =>
        (query.Pool is null || member.Pool == query.Pool)
        && (query.States.Count == 0 || query.States.Contains(member.State))
        && (query.Shape is null || member.Shape == query.Shape);
}
