using System.Collections.Immutable;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>The rows of sandboxes at one moment, with what is counted and looked up kept beside them. Immutable.</summary>
internal sealed record InMemorySandboxes
{
    public static InMemorySandboxes Empty { get; } = new();

    private ImmutableDictionary<(CloudAccountName, string), SandboxMember> ById { get; init; } =
        ImmutableDictionary<(CloudAccountName, string), SandboxMember>.Empty;

    private RankIndex<CloudAccountName> Due { get; init; } = RankIndex<CloudAccountName>.Empty;

    private RankIndex<CloudAccountName> Oldest { get; init; } = RankIndex<CloudAccountName>.Empty;

    private RankIndex<(CloudAccountName, string, SandboxMemberState)> OfPool { get; init; } = RankIndex<(CloudAccountName, string, SandboxMemberState)>.Empty;

    private RankIndex<(CloudAccountName, TenantId)> OfTenant { get; init; } = RankIndex<(CloudAccountName, TenantId)>.Empty;

    private ImmutableDictionary<(CloudAccountName, string), ImmutableDictionary<Alike, int>> Counts { get; init; } =
        ImmutableDictionary<(CloudAccountName, string), ImmutableDictionary<Alike, int>>.Empty;

    private ImmutableDictionary<(CloudAccountName, TenantId), TenantUse> Uses { get; init; } =
        ImmutableDictionary<(CloudAccountName, TenantId), TenantUse>.Empty;

    public SandboxMember? Find(CloudAccountName account, string id) => ById.GetValueOrDefault((account, id));

    public IEnumerable<(Alike Alike, int Count)> CountsOf(CloudAccountName account, string pool) =>
        Counts.TryGetValue((account, pool), out ImmutableDictionary<Alike, int>? counts) ? counts.Select(c => (c.Key, c.Value)) : [];

    public TenantUse UseOf(CloudAccountName account, TenantId tenant) => Uses.GetValueOrDefault((account, tenant));

    public IReadOnlyList<SandboxMember> Read(CloudAccountName account, SandboxMemberQuery query, int max)
    {
        IEnumerable<MemberRank> ranks = query switch
        {
            { DueBefore: { } bound } => Due[account].TakeWhile(r => r.First <= bound.UtcTicks),
            { Tenant: { } tenant } => OfTenant[(account, tenant)],
            { Pool: { } pool, States.Count: > 0 } => query.States.Distinct()
                .SelectMany(s => OfPool[(account, pool, s)].Where(r => query.Template is null || ById[(account, r.Id)].Template == query.Template).Take(max)).Order(),
            _ => Oldest[account],
        };
        return [.. ranks.Select(r => ById[(account, r.Id)]).Where(m => IsMeant(m, query)).Take(max)];
    }

    public InMemorySandboxes Add(SandboxMember member) => Count(member, 1) with
    {
        ById = ById.Add((member.Account, member.Id), member),
        Due = Due.Add(member.Account, new MemberRank(member.DueAt, member.Id)),
        Oldest = Oldest.Add(member.Account, Age(member)),
        OfPool = OfPool.Add((member.Account, member.Pool, member.State), Age(member)),
        OfTenant = member.Tenant is { } tenant ? OfTenant.Add((member.Account, tenant.Tenant), Age(member)) : OfTenant,
    };

    public InMemorySandboxes Remove(SandboxMember member) => Count(member, -1) with
    {
        ById = ById.Remove((member.Account, member.Id)),
        Due = Due.Remove(member.Account, new MemberRank(member.DueAt, member.Id)),
        Oldest = Oldest.Remove(member.Account, Age(member)),
        OfPool = OfPool.Remove((member.Account, member.Pool, member.State), Age(member)),
        OfTenant = member.Tenant is { } tenant ? OfTenant.Remove((member.Account, tenant.Tenant), Age(member)) : OfTenant,
    };

    private InMemorySandboxes Count(SandboxMember member, int change)
    {
        var pool = (member.Account, member.Pool);
        var alike = new Alike(member.Template, member.State, member.Tenant is null);
        var counts = Counts.GetValueOrDefault(pool, ImmutableDictionary<Alike, int>.Empty);
        int count = counts.GetValueOrDefault(alike) + change;
        counts = count == 0 ? counts.Remove(alike) : counts.SetItem(alike, count);
        InMemorySandboxes next = this with { Counts = counts.IsEmpty ? Counts.Remove(pool) : Counts.SetItem(pool, counts) };
        if (member.Tenant is not { } owner)
        {
            return next;
        }

        var tenant = (member.Account, owner.Tenant);
        TenantUse use = UseOf(member.Account, owner.Tenant);
        use = new TenantUse(
            use.Running + (member.State == SandboxMemberState.Paused ? 0 : change), use.Total + change, use.PausedBytes + (change * member.PausedBytes));
        return next with { Uses = use.Total == 0 ? Uses.Remove(tenant) : Uses.SetItem(tenant, use) };
    }

    private static MemberRank Age(SandboxMember member) => new(member.CreatedAt, member.Id);

    private static bool IsMeant(SandboxMember member, SandboxMemberQuery query) =>
        (query.Pool is null || member.Pool == query.Pool)
        && (query.Tenant is not { } tenant || member.Tenant?.Tenant == tenant)
        && (query.States.Count == 0 || query.States.Contains(member.State))
        && (query.Template is null || member.Template == query.Template);

    public readonly record struct Alike(string Template, SandboxMemberState State, bool IsNeutral);

    public readonly record struct TenantUse(int Running, int Total, long PausedBytes);
}
