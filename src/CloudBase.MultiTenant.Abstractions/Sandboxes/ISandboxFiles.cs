namespace CloudBase.MultiTenant;

/// <summary>The files of a sandbox. Relative paths start at the user's home. Streams hold a bounded part of a file in memory. Thread-safe.</summary>
/// <remarks>Errors of a path are <see cref="SandboxFileException"/>; of a sandbox that is gone or paused, <see cref="SandboxLostException"/> and <see cref="SandboxPausedException"/>.</remarks>
public interface ISandboxFiles
{
    /// <summary>Opens a file to read. Dispose the stream.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait for the first byte.</param>
    Task<Stream> OpenReadAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Writes a file from a stream, over what is there, and makes the folders on its way.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">Read to its end; not disposed.</param>
    /// <param name="cancellationToken">Ends the writing; the file may then be there in part.</param>
    Task WriteAsync(string path, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Lists a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="depth">How many levels down, at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<SandboxFileInfo>> ListAsync(string path, int depth = 1, CancellationToken cancellationToken = default);

    /// <summary>Returns what is at a path, or null where nothing is. A symbolic link is not followed.</summary>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SandboxFileInfo?> FindAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Makes a folder and those on its way.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it was there.</returns>
    Task<bool> CreateDirectoryAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Moves or renames a file or folder.</summary>
    /// <param name="source">What is moved.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task MoveAsync(string source, string destination, CancellationToken cancellationToken = default);

    /// <summary>Removes a file, or a folder with all that is in it. Removing what is not there succeeds.</summary>
    /// <param name="path">The path.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RemoveAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Watches a folder. The watch is on before the returned task ends; its changes are then enumerated until the caller stops.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="recursive">Whether folders below are watched too.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    Task<ISandboxFileWatch> WatchAsync(string path, bool recursive = false, CancellationToken cancellationToken = default);

    /// <summary>Returns an address from which whoever has it can read a file, without any other key, until it expires. Sends nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lifetime">How long it works.</param>
    /// <exception cref="NotSupportedException">The sandbox has no token to sign with.</exception>
    SandboxFileLink GetDownloadLink(string path, TimeSpan lifetime);

    /// <summary>Returns an address to which whoever has it can write a file (POST), without any other key, until it expires. Sends nothing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lifetime">How long it works.</param>
    /// <exception cref="NotSupportedException">The sandbox has no token to sign with.</exception>
    SandboxFileLink GetUploadLink(string path, TimeSpan lifetime);
}
