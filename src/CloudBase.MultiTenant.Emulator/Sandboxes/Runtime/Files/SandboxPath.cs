namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>An absolute path in a sandbox, cut into the folder and the name in it.</summary>
internal readonly record struct SandboxPath(string Full, string Folder, string Name)
{
    private const int MaxLength = 4000;

    /// <exception cref="SandboxFileSystemException">It is no absolute path, or too long, or has a character 0.</exception>
    public static SandboxPath Parse(string path)
    {
        if (!path.StartsWith('/') || path.Length > MaxLength || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new SandboxFileSystemException($"A path in a sandbox is absolute, has at most {MaxLength} characters and none of them is 0.", SandboxFileError.Invalid, path.Length > MaxLength ? path[..100] : path);
        }

        string full = path.TrimEnd('/');
        int slash = full.LastIndexOf('/');
        return full.Length == 0 ? new("/", "/", string.Empty) : new(full, slash == 0 ? "/" : full[..slash], full[(slash + 1)..]);
    }

    /// <summary>For what changes the entry itself.</summary>
    /// <exception cref="SandboxFileSystemException">The path ends in a dot, two dots or nothing.</exception>
    public static SandboxPath ParseEntry(string path)
    {
        SandboxPath parsed = Parse(path);
        return parsed.Name is "" or "." or ".."
            ? throw new SandboxFileSystemException($"'{path}' names no entry of a folder.", SandboxFileError.Invalid, path)
            : parsed;
    }
}
