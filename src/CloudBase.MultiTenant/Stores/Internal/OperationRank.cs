namespace CloudBase.MultiTenant.Stores;

/// <summary>Where an operation stands in an order by time; ids break ties.</summary>
internal readonly record struct OperationRank(string Account, long Ticks, string Id) : IComparable<OperationRank>
{
    public static OperationRank ByCreation(TenantOperation operation) =>
        new(operation.Tenant.Account.Value, operation.CreatedAt.UtcTicks, operation.Id.Value);

    public static OperationRank ByDue(TenantOperation operation) =>
        new(operation.Tenant.Account.Value, operation.DueAt.UtcTicks, operation.Id.Value);

    public int CompareTo(OperationRank other)
    {
        int order = string.CompareOrdinal(Account, other.Account);
        order = order != 0 ? order : Ticks.CompareTo(other.Ticks);
        return order != 0 ? order : string.CompareOrdinal(Id, other.Id);
    }
}
