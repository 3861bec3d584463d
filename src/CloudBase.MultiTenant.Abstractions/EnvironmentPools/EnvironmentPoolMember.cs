using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>One environment of the pool that no tenant has claimed.</summary>
/// <param name="Id">The member's id.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Environment">The environment, once it is known.</param>
/// <param name="PaidUntil">Until when it is paid, as far as is known.</param>
/// <param name="Operation">The operation at work on it, to be watched, resumed or cancelled; null when there is none.</param>
/// <param name="Reason">Why it failed or is parked.</param>
public sealed record EnvironmentPoolMember(
    string Id, PooledEnvironmentState State, EnvironmentId? Environment, DateTimeOffset? PaidUntil, OperationId? Operation, string? Reason);
