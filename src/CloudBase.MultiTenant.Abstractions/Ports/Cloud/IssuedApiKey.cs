namespace CloudBase.MultiTenant.Ports;

/// <summary>A new API key, whose plaintext is shown this once.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Key">The key.</param>
/// <param name="ExpiresAt">When it stops working.</param>
public sealed record IssuedApiKey(string KeyId, SecretString Key, DateTimeOffset ExpiresAt);
