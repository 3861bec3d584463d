using System.Text;

namespace CloudBase.MultiTenant;

/// <summary>Whole files at once, for those that are small.</summary>
public static class SandboxFilesExtensions
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Reads a whole file as UTF-8.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<string> ReadTextAsync(this ISandboxFiles files, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        using StreamReader reader = new(await files.OpenReadAsync(path, cancellationToken).ConfigureAwait(false), s_utf8);
        return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<byte[]> ReadBytesAsync(this ISandboxFiles files, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        Stream content = await files.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            using MemoryStream whole = new();
            await content.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
            return whole.ToArray();
        }
    }

    /// <summary>Writes a whole file as UTF-8 without a mark at its head.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">The text.</param>
    /// <param name="cancellationToken">Ends the writing; the file may then be there in part.</param>
    public static async Task WriteTextAsync(this ISandboxFiles files, string path, string content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await files.WriteBytesAsync(path, s_utf8.GetBytes(content), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file.</param>
    /// <param name="content">The bytes.</param>
    /// <param name="cancellationToken">Ends the writing; the file may then be there in part.</param>
    public static async Task WriteBytesAsync(this ISandboxFiles files, string path, byte[] content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(content);
        using MemoryStream stream = new(content, writable: false);
        await files.WriteAsync(path, stream, cancellationToken).ConfigureAwait(false);
    }
}
