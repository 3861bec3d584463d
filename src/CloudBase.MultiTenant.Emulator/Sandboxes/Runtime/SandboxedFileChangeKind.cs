namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What happened to a file.</summary>
internal enum SandboxedFileChangeKind
{
    Create,
    Write,
    Remove,
    Rename,
    Chmod,
}
