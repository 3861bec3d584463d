namespace CloudBase.MultiTenant.Ports;

/// <summary>Which sandboxes are listed. Immutable.</summary>
public sealed record SandboxQuery
{
    /// <summary>Gets labels that they have, all of them.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets states that they are in; empty for any that lives.</summary>
    public IReadOnlyList<SandboxState> States { get; init; } = [];

    /// <summary>Gets how many a page has; null takes the provider's most.</summary>
    public int? PageSize { get; init; }
}
