namespace CloudBase.MultiTenant.Ports;

/// <summary>What a store was pinned to when it was first opened.</summary>
/// <param name="Deployment">The deployment that it belongs to.</param>
/// <param name="MarkerKey">The key of the hash in tags: 32 random bytes, lower-case hexadecimal.</param>
/// <param name="CreatedAt">When it was first opened.</param>
public sealed record StoreIdentity(DeploymentName Deployment, string MarkerKey, DateTimeOffset CreatedAt);
