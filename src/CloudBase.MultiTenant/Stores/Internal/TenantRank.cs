namespace CloudBase.MultiTenant.Stores;

/// <summary>Where a tenant stands in a listing: by storage key, environment name, generation.</summary>
internal readonly record struct TenantRank(string Account, string StorageKey, string Environment, int Generation, TenantKey? Key = null)
    : IComparable<TenantRank>
{
    public static TenantRank Of(TenantKey key) =>
        new(key.Account.Value, key.Tenant.ToStorageKey(), key.Environment.Value, key.Generation, key);

    public int CompareTo(TenantRank other)
    {
        int order = string.CompareOrdinal(Account, other.Account);
        order = order != 0 ? order : string.CompareOrdinal(StorageKey, other.StorageKey);
        order = order != 0 ? order : string.CompareOrdinal(Environment, other.Environment);
        return order != 0 ? order : Generation.CompareTo(other.Generation);
    }
}
