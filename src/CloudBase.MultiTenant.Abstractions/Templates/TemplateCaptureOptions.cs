namespace CloudBase.MultiTenant;

/// <summary>What is captured of a living environment.</summary>
public sealed record TemplateCaptureOptions
{
    /// <summary>Gets the name of the template that is made.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its version.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the collections whose documents are captured too; of the others only indexes and access.</summary>
    /// <value>The default is none: documents are people's data.</value>
    public IReadOnlyCollection<string> DocumentsOf { get; init; } = [];

    /// <summary>Gets how many documents of one collection may be captured: 1 to 1,000. More is an error, never a part of them.</summary>
    /// <value>The default is 1,000.</value>
    public int MaxDocuments { get; init; } = 1000;
}
