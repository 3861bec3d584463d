namespace CloudBase.MultiTenant;

/// <summary>A sub-account's permanent key: for a person or an agent, never for a sandbox.</summary>
/// <param name="SecretId">The public half.</param>
/// <param name="SecretKey">The secret half.</param>
/// <param name="Environment">The environment it is cut to.</param>
public sealed record CamAccessKey(string SecretId, SecretString SecretKey, EnvironmentId Environment);
