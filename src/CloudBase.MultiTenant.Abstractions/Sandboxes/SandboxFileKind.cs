namespace CloudBase.MultiTenant;

/// <summary>What is at a path.</summary>
public enum SandboxFileKind
{
    /// <summary>Something else: a device, a pipe, a socket.</summary>
    Other,

    /// <summary>A file.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,
}
