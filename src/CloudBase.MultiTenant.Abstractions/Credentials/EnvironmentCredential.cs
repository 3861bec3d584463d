using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>What may touch one environment only, and always expires: the only kind a sandbox takes. Immutable.</summary>
public sealed class EnvironmentCredential
{
    private EnvironmentCredential(EnvironmentId environment, EnvironmentCredentialKind kind, string id, SecretString secret, SecretString? token, DateTimeOffset expiresAt)
    {
        Environment = environment;
        Kind = kind;
        Id = id;
        Secret = secret;
        SessionToken = token;
        ExpiresAt = expiresAt;
    }

    /// <summary>Gets the one environment it opens.</summary>
    public EnvironmentId Environment { get; }

    /// <summary>Gets what it is made of.</summary>
    public EnvironmentCredentialKind Kind { get; }

    /// <summary>Gets the key's id (an API key) or the public half (temporary keys); not a secret.</summary>
    public string Id { get; }

    /// <summary>Gets the API key, or the secret half of temporary keys.</summary>
    public SecretString Secret { get; }

    /// <summary>Gets the session token of temporary keys; null for an API key.</summary>
    public SecretString? SessionToken { get; }

    /// <summary>Gets when it stops working.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>Gets whether it is temporary keys, which have a session token.</summary>
    [MemberNotNullWhen(true, nameof(SessionToken))]
    public bool IsTemporaryKeys => SessionToken is not null;

    /// <summary>Makes one from an API key of the environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="keyId">The key's id.</param>
    /// <param name="key">The key.</param>
    /// <param name="expiresAt">When it stops working.</param>
    public static EnvironmentCredential FromApiKey(EnvironmentId environment, string keyId, SecretString key, DateTimeOffset expiresAt) =>
        Create(environment, EnvironmentCredentialKind.ApiKey, keyId, key, null, expiresAt);

    /// <summary>Makes one from temporary keys cut to the environment.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="id">The public half.</param>
    /// <param name="key">The secret half.</param>
    /// <param name="token">The session token.</param>
    /// <param name="expiresAt">When they stop working.</param>
    public static EnvironmentCredential FromTemporaryKeys(
        EnvironmentId environment, string id, SecretString key, SecretString token, DateTimeOffset expiresAt)
    {
        ArgumentNullException.ThrowIfNull(token);
        return Create(environment, EnvironmentCredentialKind.TemporaryKeys, id, key, token, expiresAt);
    }

    /// <summary>Returns the kind, environment, id and expiry; never a secret.</summary>
    public override string ToString() => $"{Kind} {Id} of {Environment} until {ExpiresAt:O}";

    private static EnvironmentCredential Create(
        EnvironmentId environment, EnvironmentCredentialKind kind, string id, SecretString secret, SecretString? token, DateTimeOffset expiresAt)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        ArgumentNullException.ThrowIfNull(secret);
        _ = environment.Value;
        return expiresAt == default || expiresAt == DateTimeOffset.MaxValue
            ? throw new ArgumentOutOfRangeException(nameof(expiresAt), expiresAt, "An environment credential always expires: give the time at which it does.")
            : new EnvironmentCredential(environment, kind, id, secret, token, expiresAt);
    }
}
