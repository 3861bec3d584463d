namespace CloudBase.MultiTenant;

/// <summary>The key of a language model; for the agent runtime only.</summary>
/// <param name="Value">The key.</param>
public sealed record ModelApiKey(SecretString Value);
