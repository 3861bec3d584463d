namespace CloudBase.MultiTenant.Ports;

/// <summary>Tries whether a credential opens an environment, without changing anything there. Thread-safe.</summary>
public interface IEnvironmentProbe
{
    /// <summary>Tries a credential at an environment, its own or a neighbour's.</summary>
    /// <param name="credential">The credential.</param>
    /// <param name="environment">The environment to try it at.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<ProbeOutcome> ProbeAsync(EnvironmentCredential credential, EnvironmentId environment, CancellationToken cancellationToken);
}
