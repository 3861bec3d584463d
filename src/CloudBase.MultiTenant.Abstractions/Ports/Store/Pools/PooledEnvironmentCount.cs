namespace CloudBase.MultiTenant.Ports;

/// <summary>How many rows of a pool are alike.</summary>
/// <param name="Shape">Their shape.</param>
/// <param name="State">Their state.</param>
/// <param name="Count">How many there are.</param>
public sealed record PooledEnvironmentCount(string Shape, PooledEnvironmentState State, int Count);
