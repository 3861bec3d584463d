namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>A simulated identity service: users, policies and keys by name.</summary>
public interface IFakeIdentities
{
    ValueTask<bool> UserExistsAsync(string user, CancellationToken cancellationToken);

    ValueTask AddUserAsync(string user, CancellationToken cancellationToken);

    ValueTask SetPolicyAsync(string user, string policy, CancellationToken cancellationToken);

    ValueTask<string> AddKeyAsync(string user, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<string>> ListKeysAsync(string user, CancellationToken cancellationToken);

    ValueTask DeleteKeyAsync(string user, string key, CancellationToken cancellationToken);

    ValueTask SetEnabledAsync(string user, bool enabled, CancellationToken cancellationToken);

    ValueTask RemoveUserAsync(string user, CancellationToken cancellationToken);
}
