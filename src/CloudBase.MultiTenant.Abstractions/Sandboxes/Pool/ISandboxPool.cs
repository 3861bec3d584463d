namespace CloudBase.MultiTenant;

/// <summary>Hands out sandboxes of the pools that AddSandboxPool added: restored, warm, or started cold. Thread-safe; hosts share the pools through the store.</summary>
public interface ISandboxPool
{
    /// <summary>Gives a tenant a sandbox: its own that is kept or paused, else a warm one, else one that is started now.</summary>
    /// <param name="tenant">The tenant; it must be active.</param>
    /// <param name="request">From which pool, and how.</param>
    /// <param name="cancellationToken">Ends this caller's wait. What was begun is finished, and kept for the tenant's next call.</param>
    /// <returns>The lease. Dispose it, so that the sandbox may be paused when it is not used.</returns>
    /// <exception cref="SandboxPoolNotFoundException">There is no such pool.</exception>
    /// <exception cref="SandboxPoolDrainedException">The pool was drained.</exception>
    /// <exception cref="SandboxPoolExhaustedException">The pool is at its ceiling, or its template does not start; it says when to ask again.</exception>
    /// <exception cref="SandboxQuotaException">The tenant has as many sandboxes as it may, or they have run for as long as they may in this month.</exception>
    /// <exception cref="SandboxBindException">No sandbox could be given the tenant's credential; what was claimed is stopped.</exception>
    /// <exception cref="SandboxUnavailableException">The tenant's own sandbox, or its provider, did not answer in time; it is kept for the tenant's next call.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant.</exception>
    /// <exception cref="TenantStateException">The tenant is not active.</exception>
    /// <exception cref="CredentialUnavailableException">No credential could be issued for its environment.</exception>
    Task<ISandboxLease> AcquireAsync(TenantId tenant, SandboxRequest request, CancellationToken cancellationToken = default);

    /// <summary>Counts a pool's sandboxes, as the store has them now.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxPoolNotFoundException">There is no such pool.</exception>
    Task<SandboxPoolStatus> GetStatusAsync(string pool, CancellationToken cancellationToken = default);

    /// <summary>Takes a pool out of use, on all hosts, until <see cref="ResumeAsync"/>: nothing is started or handed out, what is warm is stopped, and what is a tenant's is paused once nobody holds it.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="leasesEndIn">After how long leases end that are still held, 0 to 365 days; null lets each end when it is returned. Of several calls the last counts.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun goes on.</param>
    /// <returns>What was begun. The pool's status says when it is empty.</returns>
    /// <exception cref="SandboxPoolNotFoundException">There is no such pool.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of range.</exception>
    Task<SandboxPoolDrain> DrainAsync(string pool, TimeSpan? leasesEndIn = null, CancellationToken cancellationToken = default);

    /// <summary>Puts a pool that was drained to use again.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxPoolNotFoundException">There is no such pool.</exception>
    Task ResumeAsync(string pool, CancellationToken cancellationToken = default);

    /// <summary>Gives up, for good, what a tenant has paused in a pool: their files and snapshots are lost. Doing it again finds nothing more. What is held, or still runs for its tenant, is left.</summary>
    /// <param name="pool">The pool's name.</param>
    /// <param name="tenant">The tenant, active or not, in any of its lives.</param>
    /// <param name="discard">The consent: which of them, and why.</param>
    /// <param name="cancellationToken">Ends the work between two sandboxes; what was begun goes on.</param>
    /// <returns>How many this call gave up. What its provider does not stop now is stopped later, by any host.</returns>
    /// <exception cref="SandboxPoolNotFoundException">There is no such pool.</exception>
    Task<int> DiscardAsync(string pool, TenantId tenant, SandboxDiscard discard, CancellationToken cancellationToken = default);
}
