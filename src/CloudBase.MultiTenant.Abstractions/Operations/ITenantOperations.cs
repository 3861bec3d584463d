namespace CloudBase.MultiTenant;

/// <summary>Watches, resumes and cancels durable operations. Thread-safe.</summary>
public interface ITenantOperations
{
    /// <summary>Returns a handle without looking whether the operation exists.</summary>
    /// <param name="operation">The operation.</param>
    OperationHandle GetHandle(OperationId operation);

    /// <summary>Finds an operation, or returns null.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<TenantOperation?> FindAsync(OperationId operation, CancellationToken cancellationToken = default);

    /// <summary>Lists operations, reading page by page.</summary>
    /// <param name="query">Which operations.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<TenantOperation> ListAsync(OperationQuery query, CancellationToken cancellationToken = default);

    /// <summary>Streams what happens in an operation until it ends or is parked, whichever host works on it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="afterSequence">The last sequence number already seen; 0 to see everything.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    IAsyncEnumerable<OperationEvent> WatchAsync(OperationId operation, long afterSequence, CancellationToken cancellationToken = default);

    /// <summary>Waits until an operation ends or is parked, and returns it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationNotFoundException">There is no such operation.</exception>
    ValueTask<TenantOperation> WaitAsync(OperationId operation, CancellationToken cancellationToken = default);

    /// <summary>Lets a parked or waiting operation go on at once, with a new deadline.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationNotFoundException">There is no such operation.</exception>
    ValueTask<TenantOperation> ResumeAsync(OperationId operation, CancellationToken cancellationToken = default);

    /// <summary>Asks for an operation to be undone; what is in flight is settled first.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationNotFoundException">There is no such operation.</exception>
    ValueTask<TenantOperation> CancelAsync(OperationId operation, CancellationToken cancellationToken = default);
}
