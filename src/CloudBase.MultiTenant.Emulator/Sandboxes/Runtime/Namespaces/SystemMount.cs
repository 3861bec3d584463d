namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>A folder of this machine's system that a sandbox sees, read-only, at the same path; or the link that stands there.</summary>
internal sealed record SystemMount(string Path, string? LinkTo);
