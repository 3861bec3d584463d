using System.Collections.Immutable;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Rows in order, kept apart by a key, so that a read or a count touches none but those that share it. Immutable.</summary>
/// <typeparam name="TKey">What keeps them apart.</typeparam>
internal sealed class RankIndex<TKey>
    where TKey : notnull
{
    private readonly ImmutableDictionary<TKey, ImmutableSortedSet<MemberRank>> _sets;

    private RankIndex(ImmutableDictionary<TKey, ImmutableSortedSet<MemberRank>> sets) => _sets = sets;

    public static RankIndex<TKey> Empty { get; } = new(ImmutableDictionary<TKey, ImmutableSortedSet<MemberRank>>.Empty);

    public ImmutableSortedSet<MemberRank> this[TKey key] => _sets.TryGetValue(key, out ImmutableSortedSet<MemberRank>? set) ? set : [];

    public RankIndex<TKey> Add(TKey key, MemberRank rank) => new(_sets.SetItem(key, this[key].Add(rank)));

    public RankIndex<TKey> Remove(TKey key, MemberRank rank)
    {
        ImmutableSortedSet<MemberRank> left = this[key].Remove(rank);
        return new(left.IsEmpty ? _sets.Remove(key) : _sets.SetItem(key, left));
    }
}
