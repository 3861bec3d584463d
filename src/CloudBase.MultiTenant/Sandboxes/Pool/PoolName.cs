namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The name of a pool that was added, as a service.</summary>
/// <param name="Value">The name.</param>
internal sealed record PoolName(string Value);
