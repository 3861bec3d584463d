namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>The files of a sandbox as its user sees them. Paths are absolute inside; no link leads out. Thread-safe.</summary>
/// <remarks>Every member throws <see cref="SandboxFileSystemException"/> for what a path does not allow.</remarks>
internal interface ISandboxFileSystem
{
    /// <summary>What is at a path; a link is not followed; null where nothing is.</summary>
    SandboxedFile? Find(string path);

    IReadOnlyList<SandboxedFile> List(string path, int depth);

    /// <summary>Opens a regular file; anything else (folder, pipe, device) is refused without waiting for it.</summary>
    Stream OpenRead(string path);

    /// <summary>Makes or empties a regular file, and the folders on its way; the sandbox's user owns them.</summary>
    Stream OpenWrite(string path);

    /// <returns>False when it was there.</returns>
    bool MakeDirectory(string path);

    void Move(string source, string destination);

    /// <summary>Removes a file or a whole folder; follows no link on the way. What is not there counts as removed.</summary>
    void Remove(string path);

    ISandboxFileWatcher Watch(string path, bool recursive);
}
