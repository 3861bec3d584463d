namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>A pool that has sandboxes and that no host has looked after for long.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Running">How many rows it has that are not paused.</param>
/// <param name="Paused">How many are paused.</param>
internal sealed record StrandedPool(string Name, int Running, int Paused);
