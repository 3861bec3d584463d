using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>A document collection of a template.</summary>
[SuppressMessage("Naming", "CA1711:Identifiers should not have incorrect suffix", Justification = "A collection is what the database calls it.")]
public sealed record TemplateCollection
{
    /// <summary>Gets the collection's name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets who may read and write from an application.</summary>
    /// <value>The default is <see cref="CollectionAccess.Private"/>.</value>
    public CollectionAccess Access { get; init; } = CollectionAccess.Private;

    /// <summary>Gets the security rule as JSON, for <see cref="CollectionAccess.Custom"/> only.</summary>
    public string? Rule { get; init; }

    /// <summary>Gets the indexes beside the one on <c>_id</c>, which is always there.</summary>
    public IReadOnlyList<TemplateIndex> Indexes { get; init; } = [];

    /// <summary>Gets the documents that the collection starts with; none is ever changed or removed once it is there.</summary>
    public IReadOnlyList<TemplateDocument> Documents { get; init; } = [];
}
