namespace CloudBase.MultiTenant.Provisioning;

/// <summary>An environment that a tenant was given without an order of its own.</summary>
/// <param name="Environment">The environment; bound to the tenant.</param>
/// <param name="IsReady">Whether it is known to be ready, so that nothing has to be waited for.</param>
/// <param name="CheckHolder">Throws the signal that ends the round when somebody else holds the environment by now; called before each write to it.</param>
internal sealed record OfferedEnvironment(EnvironmentId Environment, bool IsReady, Func<CancellationToken, ValueTask> CheckHolder);
