namespace CloudBase.MultiTenant;

/// <summary>What a drain has begun.</summary>
/// <param name="Removing">The operations that remove an environment; each is watched and resumed as any other.</param>
/// <param name="Cancelling">The operations that were filling the pool and are undone.</param>
/// <param name="Left">The members that cannot be removed now, each with the reason; the pool comes back to them by itself.</param>
public sealed record EnvironmentPoolDrain(IReadOnlyList<OperationId> Removing, IReadOnlyList<OperationId> Cancelling, IReadOnlyList<string> Left);
