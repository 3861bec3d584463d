using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Benchmarks.Credentials;

/// <summary>Keys without a cloud.</summary>
internal sealed class InstantApiKeys : IEnvironmentApiKeys
{
    public ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new IssuedApiKey(name, new SecretString(name), TimeProvider.System.GetUtcNow() + lifetime));

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EnvironmentApiKey>>([]);

    public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<EnvironmentApiKey>>([]);

    public ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
