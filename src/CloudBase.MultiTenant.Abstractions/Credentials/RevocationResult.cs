namespace CloudBase.MultiTenant;

/// <summary>What a revocation did.</summary>
/// <param name="AffectedLeases">How many credentials were taken back.</param>
/// <param name="EffectiveAt">From when nothing new is handed out.</param>
/// <param name="ResidualWindow">For how long after that something handed out before may still work; other hosts' caches counted in.</param>
public sealed record RevocationResult(int AffectedLeases, DateTimeOffset EffectiveAt, TimeSpan ResidualWindow);
