namespace CloudBase.MultiTenant;

/// <summary>The cloud account's own keys: management API and sandbox tokens. They never leave the host process.</summary>
/// <param name="SecretId">The public half.</param>
/// <param name="SecretKey">The secret half.</param>
/// <param name="SessionToken">The session token, when the keys are temporary.</param>
/// <remarks>It shares no base type with <see cref="EnvironmentCredential"/>, so it cannot be handed to a sandbox.</remarks>
public sealed record PlatformCredential(string SecretId, SecretString SecretKey, SecretString? SessionToken = null);
