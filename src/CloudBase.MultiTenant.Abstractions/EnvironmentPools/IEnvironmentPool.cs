namespace CloudBase.MultiTenant;

/// <summary>Environments that are kept ready, so that a new tenant need not wait for one. Claimed by provisioning itself. Thread-safe.</summary>
/// <remarks>Shared by all hosts of a deployment. What a pool has is bought and paid, and is never handed from one tenant to another.</remarks>
public interface IEnvironmentPool
{
    /// <summary>Reads how many environments the pool has, what they cost, and why it does not fill.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentPoolStatus> GetStatusAsync(CancellationToken cancellationToken = default);

    /// <summary>Lists the environments that nobody claimed, the oldest first.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    IAsyncEnumerable<EnvironmentPoolMember> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Stops filling, on all hosts, and has every environment that nobody claimed removed, within the account's deletion budget.</summary>
    /// <param name="cancellationToken">Ends the wait; what was begun goes on.</param>
    /// <returns>What was begun. What a claimer got in the meantime is its own, and is not counted.</returns>
    ValueTask<EnvironmentPoolDrain> DrainAsync(CancellationToken cancellationToken = default);

    /// <summary>Fills the pool again after it was drained.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ResumeAsync(CancellationToken cancellationToken = default);
}
