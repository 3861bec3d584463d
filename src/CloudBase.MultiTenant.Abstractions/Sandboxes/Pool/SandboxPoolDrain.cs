namespace CloudBase.MultiTenant;

/// <summary>What a drain of a sandbox pool has begun, as the store had it then.</summary>
/// <param name="Stopping">How many warm sandboxes, and starts of such, this call has stopped.</param>
/// <param name="Pausing">How many that nobody holds this call has paused, or stopped where the pool's <c>OnIdle</c> says so.</param>
/// <param name="Held">How many are held, or have work declared in them, and are left until that ends.</param>
/// <param name="LeasesEndAt">When those end that are held then; null where each ends when it is returned.</param>
public sealed record SandboxPoolDrain(int Stopping, int Pausing, int Held, DateTimeOffset? LeasesEndAt);
