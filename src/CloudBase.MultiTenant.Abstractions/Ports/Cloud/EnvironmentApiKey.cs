namespace CloudBase.MultiTenant.Ports;

/// <summary>An API key of an environment as the cloud lists it.</summary>
/// <param name="KeyId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExpiresAt">When it stops working; null when it never does.</param>
public sealed record EnvironmentApiKey(string KeyId, string Name, DateTimeOffset? ExpiresAt);
