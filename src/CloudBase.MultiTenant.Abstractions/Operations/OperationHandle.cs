namespace CloudBase.MultiTenant;

/// <summary>A reference to an operation, made without a round trip. Thread-safe.</summary>
/// <param name="operations">Where the operation is kept.</param>
/// <param name="id">The operation.</param>
public sealed class OperationHandle(ITenantOperations operations, OperationId id)
{
    /// <summary>Gets the operation's id.</summary>
    public OperationId Id => id;

    /// <summary>Finds the operation, or returns null.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<TenantOperation?> FindAsync(CancellationToken cancellationToken = default) => operations.FindAsync(id, cancellationToken);

    /// <summary>Streams what happens until the operation ends or is parked.</summary>
    /// <param name="afterSequence">The last sequence number already seen; 0 to see everything.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    public IAsyncEnumerable<OperationEvent> WatchAsync(long afterSequence = 0, CancellationToken cancellationToken = default) =>
        operations.WatchAsync(id, afterSequence, cancellationToken);

    /// <summary>Waits until the operation ends or is parked, and returns it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<TenantOperation> WaitAsync(CancellationToken cancellationToken = default) => operations.WaitAsync(id, cancellationToken);

    /// <summary>Lets the operation go on at once, with a new deadline.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<TenantOperation> ResumeAsync(CancellationToken cancellationToken = default) => operations.ResumeAsync(id, cancellationToken);

    /// <summary>Asks for the operation to be undone.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<TenantOperation> CancelAsync(CancellationToken cancellationToken = default) => operations.CancelAsync(id, cancellationToken);
}
