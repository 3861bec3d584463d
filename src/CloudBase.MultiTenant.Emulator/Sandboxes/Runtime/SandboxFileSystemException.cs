namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>A path does not allow what was asked.</summary>
internal sealed class SandboxFileSystemException(string message, SandboxFileError error, string path) : Exception(message)
{
    public SandboxFileError Error { get; } = error;

    public string Path { get; } = path;
}
