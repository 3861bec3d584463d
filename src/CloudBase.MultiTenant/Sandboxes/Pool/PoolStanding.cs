namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>How a pool stands, for who watches it.</summary>
/// <param name="Status">What the store counted.</param>
/// <param name="Short">How long it has had fewer warm sandboxes than its target; null while it has them.</param>
/// <param name="SinceRound">How long ago a round of this host last got through; null before the first.</param>
internal sealed record PoolStanding(SandboxPoolStatus Status, TimeSpan? Short, TimeSpan? SinceRound);
