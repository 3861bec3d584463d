namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>What is wrong with a path.</summary>
internal enum SandboxFileError
{
    Other,
    NotFound,
    AlreadyExists,
    NotADirectory,
    IsADirectory,
    PermissionDenied,
    NoSpace,
    Invalid,
}
