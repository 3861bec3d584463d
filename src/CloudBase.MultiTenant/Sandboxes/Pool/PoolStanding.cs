namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>How a pool stands, for who watches it.</summary>
/// <param name="Status">What the store counted.</param>
/// <param name="Short">How long it has had fewer warm sandboxes than its target; null while it has them.</param>
/// <param name="SinceRound">How long ago a round of this host last got through, or the first was begun; null before that.</param>
/// <param name="InRound">How long the round has been going on that has not ended; null between two.</param>
/// <param name="IsRetired">Whether it is to be taken away.</param>
internal sealed record PoolStanding(SandboxPoolStatus Status, TimeSpan? Short, TimeSpan? SinceRound, TimeSpan? InRound, bool IsRetired);
