namespace CloudBase.MultiTenant.Ports;

/// <summary>The API keys of environments: five slots each, two hours at least, plaintext shown once. Thread-safe.</summary>
public interface IEnvironmentApiKeys
{
    /// <summary>Makes a key. Names are not unique in the cloud: never repeat this without looking.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="name">The key's name, by which a lost reply is found again.</param>
    /// <param name="lifetime">How long it works; two hours at least.</param>
    /// <param name="cancellationToken">Ends the wait; the key may have been made.</param>
    /// <exception cref="CloudLimitExceededException">All slots are taken.</exception>
    ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken);

    /// <summary>Lists the keys, ours or not. Publishable keys are listed apart.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Lists the publishable keys, which web pages carry and which this library never makes.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken);

    /// <summary>Deletes a key, which stops working at once; absent counts as deleted.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken);
}
