using System.IO.Compression;

namespace CloudBase.MultiTenant.TencentCloud.Templates;

/// <summary>A function's files as the cloud takes and gives them. The same files make the same bytes.</summary>
internal static class CodeZip
{
    private const long MaxUnpacked = 128L * 1024 * 1024;
    private const int MaxFiles = 10_000;

    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static byte[] Pack(IReadOnlyDictionary<string, TemplateFile> files)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string path, TemplateFile file) in files.OrderBy(f => f.Key, StringComparer.Ordinal))
            {
                ZipArchiveEntry entry = archive.CreateEntry(path, CompressionLevel.Optimal);
                entry.LastWriteTime = Epoch;
                using Stream content = entry.Open();
                content.Write(file.Content.Span);
            }
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">It is no zip file, or one of more than may be read.</exception>
    public static Dictionary<string, TemplateFile> Unpack(Stream zip)
    {
        using var archive = new ZipArchive(zip, ZipArchiveMode.Read);
        Dictionary<string, TemplateFile> files = new(StringComparer.Ordinal);
        long left = MaxUnpacked;
        foreach (ZipArchiveEntry entry in archive.Entries.Where(e => !e.FullName.EndsWith('/')))
        {
            if (entry.Length > left || files.Count == MaxFiles)
            {
                throw new InvalidDataException($"The code has more than {MaxUnpacked} bytes or {MaxFiles} files.");
            }

            left -= entry.Length;
            byte[] content = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(content);
            files[entry.FullName] = TemplateFile.Of(content);
        }

        return files;
    }
}
