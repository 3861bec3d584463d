namespace CloudBase.MultiTenant.Ports;

/// <summary>Temporary keys, and the policy they were cut with.</summary>
/// <param name="Credential">The keys.</param>
/// <param name="PolicyHash">The SHA-256 of the policy document, lower-case hexadecimal.</param>
public sealed record IssuedTemporaryKeys(EnvironmentCredential Credential, string PolicyHash);
