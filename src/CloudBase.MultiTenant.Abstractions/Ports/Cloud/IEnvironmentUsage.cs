namespace CloudBase.MultiTenant.Ports;

/// <summary>Says what environments have used, as far as the cloud meters it. Thread-safe.</summary>
/// <remarks>A failed call throws a <see cref="CloudCallException"/>: what the cloud does not say is null, and never 0.</remarks>
public interface IEnvironmentUsage
{
    /// <summary>Reads what an environment has used.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<EnvironmentUsage> ReadAsync(EnvironmentId environment, CancellationToken cancellationToken);
}
