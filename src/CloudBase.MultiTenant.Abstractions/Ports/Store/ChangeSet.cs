namespace CloudBase.MultiTenant.Ports;

/// <summary>Changes that are made together or not at all.</summary>
/// <param name="Changes">The changes, applied in order.</param>
public sealed record ChangeSet(IReadOnlyList<StoreChange> Changes)
{
    /// <summary>Makes a change set of the given changes.</summary>
    /// <param name="changes">The changes.</param>
    public static ChangeSet Of(params IReadOnlyList<StoreChange> changes) => new(changes);
}
