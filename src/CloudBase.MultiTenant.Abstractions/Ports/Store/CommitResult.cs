namespace CloudBase.MultiTenant.Ports;

/// <summary>Whether a change set was made.</summary>
/// <param name="Refused">The first change whose condition did not hold; null when everything was made.</param>
/// <param name="Reason">Why it did not hold; null when everything was made.</param>
public sealed record CommitResult(StoreChange? Refused, string? Reason)
{
    /// <summary>Gets the result of a change set that was made and is durable.</summary>
    public static CommitResult Committed { get; } = new(null, null);

    /// <summary>Gets whether everything was made.</summary>
    public bool IsCommitted => Refused is null;

    /// <summary>Gets the ceiling that would have been passed; null when nothing was refused, or for another reason.</summary>
    public StoreCeiling? Ceiling { get; init; }
}
