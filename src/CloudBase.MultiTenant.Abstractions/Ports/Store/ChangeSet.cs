namespace CloudBase.MultiTenant.Ports;

/// <summary>Changes that are made together or not at all.</summary>
/// <param name="Changes">The changes, applied in order.</param>
public sealed record ChangeSet(IReadOnlyList<StoreChange> Changes)
{
    /// <summary>Gets whether others that are written at the same time may go before it: no caller has to have it before going on. By default none may.</summary>
    /// <remarks>A hint, which a store need not heed. It is written as soon as there is nothing else, never put off for good, and durable when its commit returns, like any other.</remarks>
    public bool CanWait { get; init; }

    /// <summary>Makes a change set of the given changes.</summary>
    /// <param name="changes">The changes.</param>
    public static ChangeSet Of(params IReadOnlyList<StoreChange> changes) => new(changes);
}
