namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>A change under a folder that is watched; the name is relative to it.</summary>
internal sealed record SandboxedFileChange(string Name, SandboxedFileChangeKind Kind);
