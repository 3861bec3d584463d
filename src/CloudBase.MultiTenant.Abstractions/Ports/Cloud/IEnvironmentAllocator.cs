namespace CloudBase.MultiTenant.Ports;

/// <summary>The cloud's own pool of environments, open to accounts that the vendor has put on a list. Implementations are thread-safe.</summary>
/// <remarks>A failed call throws a <see cref="CloudCallException"/> that says what it has changed; an account that is not on the list is refused by name.</remarks>
public interface IEnvironmentAllocator
{
    /// <summary>Takes an environment out of the cloud's pool. The same id gets the same environment, however often it is asked for.</summary>
    /// <param name="allocation">What is asked for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentId> AllocateAsync(EnvironmentAllocation allocation, CancellationToken cancellationToken);

    /// <summary>Gives an environment back, with all that is in it. One that was given back counts as done.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="allocateId">The id under which it was allocated.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReleaseAsync(EnvironmentId environment, string allocateId, CancellationToken cancellationToken);

    /// <summary>Issues temporary keys that reach one allocated environment only.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentCredential> AssumeRoleAsync(EnvironmentId environment, CancellationToken cancellationToken);
}
