namespace CloudBase.MultiTenant.EntityFrameworkCore;

/// <summary>How the store on EF Core works. Bound from <c>CloudBase:Store</c>, checked at start.</summary>
public sealed class EfCoreStoreOptions
{
    /// <summary>Gets or sets whether opening the store creates or upgrades its schema first.</summary>
    /// <value>The default is false, since a host's database often grants that to a deployment job only; for SQLite it is true.</value>
    public bool EnsureSchemaAtStart { get; set; }

    /// <summary>Gets or sets how many change sets one transaction writes at most: 1 to 4,096.</summary>
    /// <value>The default is 256.</value>
    public int MaxBatch { get; set; } = 256;
}
