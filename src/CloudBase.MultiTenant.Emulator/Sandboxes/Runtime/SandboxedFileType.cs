namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What is at a path.</summary>
internal enum SandboxedFileType
{
    Other,
    File,
    Directory,
    SymbolicLink,
}
