namespace CloudBase.MultiTenant;

/// <summary>What a suspension did.</summary>
/// <param name="Tenant">The suspended tenant.</param>
/// <param name="StillPaidUntil">Until when the environment is paid although nobody may use it; null when unknown.</param>
/// <param name="ResidualWindow">For how long credentials handed out before may still work.</param>
/// <param name="StillOpen">
/// Keys of the environment that this library did not make, and that go on working, in words, as the suspension found them; empty when there were none.
/// </param>
public sealed record SuspendResult(Tenant Tenant, DateTimeOffset? StillPaidUntil, TimeSpan ResidualWindow, IReadOnlyList<string> StillOpen);
