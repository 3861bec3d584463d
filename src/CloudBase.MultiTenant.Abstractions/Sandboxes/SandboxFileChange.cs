namespace CloudBase.MultiTenant;

/// <summary>A change in a folder that is watched.</summary>
/// <param name="Name">The path, relative to the folder.</param>
/// <param name="Kind">What happened.</param>
public sealed record SandboxFileChange(string Name, SandboxFileChangeKind Kind);
