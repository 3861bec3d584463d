namespace CloudBase.MultiTenant.Ports;

/// <summary>One complete listing of the account's environments.</summary>
/// <param name="Environments">The environments, each once.</param>
/// <param name="Total">How many the cloud says there are.</param>
/// <param name="IsComplete">Whether as many were seen as the cloud says there are, the number being the same on every page.</param>
public sealed record EnvironmentScan(IReadOnlyList<CloudEnvironment> Environments, int Total, bool IsComplete);
