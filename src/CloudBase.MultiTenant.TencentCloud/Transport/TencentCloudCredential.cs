namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Keys that sign one cloud call: the platform's, a sub-account's or temporary ones.</summary>
/// <remarks>Credentials travel with each call, so a client is never made per tenant. Immutable and thread-safe.</remarks>
public sealed record TencentCloudCredential
{
    /// <summary>Takes the two halves of a key, and the session token of a temporary one.</summary>
    /// <param name="secretId">The public half: visible ASCII without ',' or '/'.</param>
    /// <param name="secretKey">The secret half.</param>
    /// <param name="sessionToken">The session token of temporary keys.</param>
    /// <exception cref="ArgumentException">The public half cannot be written into a header.</exception>
    public TencentCloudCredential(string secretId, SecretString secretKey, SecretString? sessionToken = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(secretId);
        ArgumentNullException.ThrowIfNull(secretKey);
        if (secretId.AsSpan().ContainsAnyExceptInRange('!', '~') || secretId.AsSpan().ContainsAny(',', '/'))
        {
            throw new ArgumentException($"The SecretId of {secretId.Length} characters holds one that is no visible ASCII, or ',' or '/': check how it was copied.", nameof(secretId));
        }

        if (sessionToken is not null && sessionToken.Reveal().AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException("The session token holds a character that is no visible ASCII: check how it was copied.", nameof(sessionToken));
        }

        SecretId = secretId;
        SecretKey = secretKey;
        SessionToken = sessionToken;
    }

    /// <summary>Gets the public half.</summary>
    public string SecretId { get; }

    /// <summary>Gets the secret half.</summary>
    public SecretString SecretKey { get; }

    /// <summary>Gets the session token of temporary keys.</summary>
    public SecretString? SessionToken { get; }

    /// <summary>Takes the account's own keys.</summary>
    /// <param name="credential">The account's keys.</param>
    public static TencentCloudCredential From(PlatformCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new(credential.SecretId, credential.SecretKey, credential.SessionToken);
    }
}
