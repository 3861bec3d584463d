using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>A member for one claimer to try.</summary>
/// <param name="Member">Its row, as it was read.</param>
/// <param name="IsReadForIt">Whether it was read for this claimer, and not left over from another's read a moment ago: then a refusal is final.</param>
internal readonly record struct PoolCandidate(PooledEnvironment Member, bool IsReadForIt);
