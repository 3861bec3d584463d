using System.Runtime.InteropServices;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Errors of the kernel in the words of this port.</summary>
internal static class FileErrors
{
    public const int NotFound = 2;
    public const int Denied = 13;
    public const int AlreadyExists = 17;
    public const int CrossDevice = 18;
    public const int NotADirectory = 20;

    public static SandboxFileSystemException Last(string path) => Of(Marshal.GetLastPInvokeError(), path);

    public static SandboxFileSystemException Of(int error, string path) => error switch
    {
        NotFound or 3 => new($"There is nothing at '{path}'.", SandboxFileError.NotFound, path),
        1 or Denied or 30 => new($"'{path}' may not be changed or read by the sandbox's user.", SandboxFileError.PermissionDenied, path),
        16 => new($"'{path}' is in use by the system.", SandboxFileError.PermissionDenied, path),
        AlreadyExists => new($"There is something at '{path}' already.", SandboxFileError.AlreadyExists, path),
        39 => new($"'{path}' is a folder with files in it.", SandboxFileError.AlreadyExists, path),
        CrossDevice => new($"'{path}' is on another file system: copy it in the sandbox instead.", SandboxFileError.Other, path),
        NotADirectory => new($"'{path}', or what is on the way to it, is not a folder.", SandboxFileError.NotADirectory, path),
        21 => new($"'{path}' is a folder.", SandboxFileError.IsADirectory, path),
        22 or 36 or 40 => new($"'{path}' cannot be a path: it is too long, or its links go round in circles.", SandboxFileError.Invalid, path),
        28 or 122 => new($"The disk has no room for '{path}'.", SandboxFileError.NoSpace, path),
        _ => new($"'{path}': {Marshal.GetPInvokeErrorMessage(error)}.", SandboxFileError.Other, path),
    };
}
