namespace CloudBase.MultiTenant;

/// <summary>Where an account's environments are: the tenants of a store are all in one place, which is pinned in the store.</summary>
/// <param name="Site">The site that the account belongs to, such as <c>Domestic</c>.</param>
/// <param name="Region">The region, such as <c>ap-shanghai</c>.</param>
public sealed record CloudPlace(string Site, string Region)
{
    /// <summary>Returns site and region, such as <c>Domestic/ap-shanghai</c>.</summary>
    public override string ToString() => $"{Site}/{Region}";
}
