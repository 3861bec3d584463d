using System.Text;

namespace QuickStart.CommandLine;

/// <summary>Reads a file that the command line names.</summary>
internal static class InputFile
{
    /// <exception cref="QuickStartException">A proof, which has another process read it again, was given a pipe, such as a shell's &lt;(...).</exception>
    internal static async Task<byte[]> ReadAsync(string path, string option, QuickStartSettings settings, CancellationToken cancellationToken)
    {
        await using FileStream file = File.OpenRead(path);
        if (settings.Prove && !file.CanSeek)
        {
            throw new QuickStartException(
                $"'{path}' of {option} is no file that can be read twice, and --prove runs this program twice.", $"Save what it holds in a file, and name that with {option} FILE.", ExitCodes.Usage);
        }

        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes, cancellationToken);
        return bytes.ToArray();
    }

    /// <summary>Throws on bytes that are no UTF-8: a replaced character would make another tenant of an id. Readers of files look for other encodings' marks first, and then replace.</summary>
    /// <exception cref="DecoderFallbackException">They are no UTF-8.</exception>
    internal static string Text(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> mark = Encoding.UTF8.Preamble;
        ReadOnlySpan<byte> text = bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes;
        return new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(text);
    }
}
