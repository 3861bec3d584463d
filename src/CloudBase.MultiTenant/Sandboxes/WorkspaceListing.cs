using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Everything in the home of a sandbox's user, hashed on this side: nothing that runs in the sandbox takes part, so nothing there can lie.</summary>
/// <param name="Text">A line for each entry, sorted: kind, permissions, size, SHA-256 of the content or target of the link, path.</param>
/// <param name="Files">How many files there are.</param>
/// <param name="Bytes">Their bytes.</param>
internal sealed record WorkspaceListing(string Text, int Files, long Bytes)
{
    /// <summary>How many levels one call lists; folders at the last of them are listed again.</summary>
    private const int LevelsAtOnce = 16;

    private const int FilesAtOnce = 8;

    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));

    public static async Task<WorkspaceListing> ReadAsync(ISandboxFiles files, CancellationToken cancellationToken)
    {
        (string root, List<SandboxFileInfo> entries) = await EntriesAsync(files, cancellationToken).ConfigureAwait(false);
        ConcurrentBag<string> lines = [];
        ParallelOptions few = new() { MaxDegreeOfParallelism = FilesAtOnce, CancellationToken = cancellationToken };
        long bytes = 0;
        await Parallel.ForEachAsync(entries, few, async (entry, token) =>
        {
            string content = entry.Kind switch
            {
                SandboxFileKind.File => await HashAsync(files, entry.Path, token).ConfigureAwait(false),
                SandboxFileKind.SymbolicLink => Escape(entry.LinkTarget ?? string.Empty),
                _ => "-",
            };
            long size = entry.Kind == SandboxFileKind.File ? entry.Size : 0;
            Interlocked.Add(ref bytes, size);
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"{entry.Kind} {entry.Permissions ?? "-"} {size} {content} {Escape(entry.Path[root.Length..])}"));
        }).ConfigureAwait(false);

        string[] sorted = [.. lines.Order(StringComparer.Ordinal)];
        return new WorkspaceListing(string.Join('\n', sorted), entries.Count(e => e.Kind == SandboxFileKind.File), bytes);
    }

    /// <summary>Names some of what differs, for an error.</summary>
    public static string Difference(string recorded, string found)
    {
        const int Named = 5;
        HashSet<string> before = [.. recorded.Split('\n')];
        HashSet<string> now = [.. found.Split('\n')];
        string[] paths = [.. now.Except(before).Concat(before.Except(now)).Select(PathOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return $"{paths.Length} differ: {string.Join(", ", paths.Take(Named))}{(paths.Length > Named ? ", …" : string.Empty)}";
    }

    private static async Task<(string Root, List<SandboxFileInfo> Entries)> EntriesAsync(ISandboxFiles files, CancellationToken cancellationToken)
    {
        SandboxFileInfo home = await files.FindAsync(".", cancellationToken).ConfigureAwait(false) ?? throw new InvalidOperationException("The sandbox's user has no home.");
        string root = home.Path.TrimEnd('/') + "/";
        string own = root + HomePaths.Own;
        Dictionary<string, SandboxFileInfo> found = new(StringComparer.Ordinal);
        Queue<string> folders = new([home.Path]);
        while (folders.TryDequeue(out string? folder))
        {
            int last = Levels(folder) + LevelsAtOnce;
            foreach (SandboxFileInfo entry in await files.ListAsync(folder, LevelsAtOnce, cancellationToken).ConfigureAwait(false))
            {
                bool isOwn = entry.Path == own || entry.Path.StartsWith(own + "/", StringComparison.Ordinal);
                if (!isOwn && entry.Path.StartsWith(root, StringComparison.Ordinal) && found.TryAdd(entry.Path, entry) && entry.Kind == SandboxFileKind.Directory && Levels(entry.Path) == last)
                {
                    folders.Enqueue(entry.Path);
                }
            }
        }

        return (root, [.. found.Values]);
    }

    private static int Levels(string path) => path.AsSpan().TrimEnd('/').Count('/');

    private static async Task<string> HashAsync(ISandboxFiles files, string path, CancellationToken cancellationToken)
    {
        Stream content = await files.OpenReadAsync(path, cancellationToken).ConfigureAwait(false);
        await using (content.ConfigureAwait(false))
        {
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        }
    }

    // A name may hold a line's end: it must not write a line of its own.
    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace(" ", "\\s", StringComparison.Ordinal);

    private static string PathOf(string line) => line[(line.LastIndexOf(' ') + 1)..];
}
