namespace CloudBase.MultiTenant;

/// <summary>The right of one host to work on an operation.</summary>
/// <param name="Owner">The host.</param>
/// <param name="Fence">Counts up with every change of owner; writes that carry a lower one are refused.</param>
/// <param name="ExpiresAt">Until when others only watch.</param>
public sealed record OperationLease(string Owner, long Fence, DateTimeOffset ExpiresAt);
