namespace CloudBase.MultiTenant;

/// <summary>What a suspension did.</summary>
/// <param name="Tenant">The suspended tenant.</param>
/// <param name="StillPaidUntil">Until when the environment is paid although nobody may use it; null when unknown.</param>
/// <param name="ResidualWindow">For how long credentials handed out before may still work.</param>
public sealed record SuspendResult(Tenant Tenant, DateTimeOffset? StillPaidUntil, TimeSpan ResidualWindow);
