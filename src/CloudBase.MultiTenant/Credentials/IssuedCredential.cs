namespace CloudBase.MultiTenant.Credentials;

/// <summary>What an issuer gave.</summary>
/// <param name="Credential">The credential.</param>
/// <param name="IssuedAt">When it was issued, by this library's clock.</param>
/// <param name="PolicyHash">The hash of the policy it was cut with; empty for an API key.</param>
/// <param name="LongestPromise">The longest minimum remaining lifetime that may be promised with it: an API key may make room for another before it expires.</param>
internal sealed record IssuedCredential(EnvironmentCredential Credential, DateTimeOffset IssuedAt, string PolicyHash, TimeSpan LongestPromise);
