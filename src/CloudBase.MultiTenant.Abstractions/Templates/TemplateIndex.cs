namespace CloudBase.MultiTenant;

/// <summary>An index of a collection.</summary>
public sealed record TemplateIndex
{
    /// <summary>Gets the index's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the fields, in the index's order.</summary>
    public required IReadOnlyList<TemplateIndexField> Fields { get; init; }

    /// <summary>Gets whether no two documents may have the same values.</summary>
    public bool Unique { get; init; }
}
