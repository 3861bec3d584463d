namespace CloudBase.MultiTenant.Ports;

/// <summary>The tag by which an environment is recognised as this deployment's.</summary>
/// <param name="Key">The tag's key.</param>
/// <param name="Value">The tag's value: a keyed hash, so that nobody reads a tenant's id in a bill.</param>
public sealed record EnvironmentMarker(string Key, string Value);
