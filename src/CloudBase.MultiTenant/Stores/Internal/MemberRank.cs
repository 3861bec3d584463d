namespace CloudBase.MultiTenant.Stores;

/// <summary>Where a row of a pool stands in an order by one or two times; ids break ties.</summary>
internal readonly record struct MemberRank(long First, long Then, string Id) : IComparable<MemberRank>
{
    public MemberRank(DateTimeOffset time, string id)
        : this(time.UtcTicks, 0, id)
    {
    }

    public int CompareTo(MemberRank other)
    {
        int order = First.CompareTo(other.First);
        order = order != 0 ? order : Then.CompareTo(other.Then);
        return order != 0 ? order : string.CompareOrdinal(Id, other.Id);
    }
}
