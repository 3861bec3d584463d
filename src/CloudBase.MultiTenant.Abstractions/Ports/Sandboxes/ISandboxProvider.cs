namespace CloudBase.MultiTenant.Ports;

/// <summary>Starts sandboxes somewhere and looks after them. An adapter implements it; the contract suite of the tests says what it promises. Thread-safe.</summary>
/// <remarks>
/// Errors of these calls are the cloud's (<see cref="CloudCallException"/> and what derives from it: throttled, limit exceeded, unavailable, rejected credential,
/// refused value, not found). <see cref="SandboxLostException"/> stands for a sandbox that was there and is gone.
/// What was not sent when its caller's token ended is not sent any more: a host that stood still, and whose rows another has by then, relies on it.
/// </remarks>
public interface ISandboxProvider
{
    /// <summary>Gets its short name, such as <c>e2b</c>; it appears in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Gets what it can do.</summary>
    SandboxCapabilities Capabilities { get; }

    /// <summary>Starts a sandbox and returns it when it runs. The same start id again returns the sandbox that it stands for, and starts no second.</summary>
    /// <param name="start">What to start.</param>
    /// <param name="cancellationToken">Ends the wait; a start that was sent goes on, and the same start id finds it.</param>
    /// <exception cref="CloudNotFoundException">There is no such template or snapshot.</exception>
    /// <exception cref="CloudLimitExceededException">No more sandboxes are allowed now.</exception>
    /// <exception cref="CloudCallException">
    /// Its effect is that of the whole start: none only where nothing runs under the start's id. Where a look fails that follows a start that was accepted, or may have been, it is another
    /// (<see cref="CloudCallException.WithEffect"/>): what is said to have had no effect is stopped by nobody.
    /// </exception>
    Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken);

    /// <summary>Connects to a sandbox that exists; a paused one stays paused.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxLostException">It is gone.</exception>
    Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>Returns what is known of a sandbox; null when it was never there or is forgotten.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>Lists sandboxes that live, page by page as they are enumerated. New ones may appear late.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, CancellationToken cancellationToken);

    /// <summary>Pauses a sandbox; what is paused stays so, and the call succeeds.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="mode">What is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken);

    /// <summary>Resumes a sandbox; what runs is given the lifetime, and the call succeeds.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="lifetime">How long it lives from now on; null takes the provider's default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken);

    /// <summary>Sets how long a running sandbox lives from now on.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="lifetime">From now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Stops a sandbox for good.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it was gone already.</returns>
    Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken);

    /// <summary>Saves a sandbox's state.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="request">What to save and under which name.</param>
    /// <param name="cancellationToken">Ends the wait; a snapshot that was begun goes on.</param>
    /// <exception cref="NotSupportedException">The provider cannot: <see cref="Capabilities"/> says so before.</exception>
    Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken);

    /// <summary>Lists snapshots.</summary>
    /// <param name="sandbox">Of this sandbox only; null for all.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="NotSupportedException">The provider cannot.</exception>
    IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, CancellationToken cancellationToken);

    /// <summary>Deletes a snapshot; sandboxes that were started from it go on.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="NotSupportedException">The provider cannot.</exception>
    Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken);
}
