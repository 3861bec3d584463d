namespace CloudBase.MultiTenant;

/// <summary>What a tenant is to get. A null member means: as the options say.</summary>
/// <remarks>A stored tenant's specification has no null members but the template. A request with null members never conflicts with it.</remarks>
public sealed record TenantSpec
{
    /// <summary>Gets the specification in which everything is as the options say.</summary>
    public static TenantSpec Default { get; } = new();

    /// <summary>Gets the package to buy, such as <c>baas_personal</c>.</summary>
    public string? PackageId { get; init; }

    /// <summary>Gets the resources the environment starts with, such as <c>flexdb</c>; order does not matter.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Gets the first paid period in months: 1 to 12, or 24.</summary>
    public int? PeriodMonths { get; init; }

    /// <summary>Gets the region, such as <c>ap-shanghai</c>.</summary>
    public string? Region { get; init; }

    /// <summary>Gets how the tenant's permissions are cut.</summary>
    public IsolationKind? Isolation { get; init; }

    /// <summary>Gets who renews the package.</summary>
    public RenewalPolicy? Renewal { get; init; }

    /// <summary>Gets the template that the environment is given, as <c>name</c> or <c>name@version</c>; a stored one has the version, and is null where there is no template.</summary>
    public string? Template { get; init; }

    /// <summary>Says whether a request for <paramref name="requested"/> is met by this specification.</summary>
    /// <param name="requested">The requested specification; its null members are met by anything.</param>
    public bool Meets(TenantSpec requested)
    {
        ArgumentNullException.ThrowIfNull(requested);
        return (requested.PackageId is null || requested.PackageId == PackageId)
            && (requested.PeriodMonths is null || requested.PeriodMonths == PeriodMonths)
            && (requested.Region is null || requested.Region == Region)
            && (requested.Isolation is null || requested.Isolation == Isolation)
            && (requested.Renewal is null || requested.Renewal == Renewal)
            && (requested.Template is null || requested.Template == Template || Template?.StartsWith(requested.Template + "@", StringComparison.Ordinal) == true)
            && (requested.Resources is null
                || (Resources is not null && requested.Resources.ToHashSet(StringComparer.Ordinal).SetEquals(Resources)));
    }
}
