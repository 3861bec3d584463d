using System.Buffers;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>Opens a directory of state: locks it, replays its journal into the tables, compacts it, and hands out the journal to append to.</summary>
internal static class DataDirectory
{
    public const string JournalName = "journal.jsonl";
    private const int RowsPerLine = 256;

    public static Journal Open(string directory, bool syncToDisk, IReadOnlyList<ITable> tables)
    {
        var directoryLock = Claim(directory);
        try
        {
            DataFormat.Require(directory);
            var path = Path.Combine(directory, JournalName);
            if (File.Exists(path))
            {
                Replay(path, tables);
            }

            var lines = Compact(directory, path, tables);
            DataFormat.Write(directory);
            var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.Read);
            return new Journal(file, directoryLock, directory, RandomAccess.GetLength(file), lines, syncToDisk);
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }

    private static DirectoryLock Claim(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return DirectoryLock.Take(directory);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or (IOException and not DirectoryInUseException))
        {
            throw new IOException(
                $"The data directory '{directory}' cannot be written: {exception.Message} Choose another one (--data DIR of the command, DataDirectory in code), or none to keep the state in memory.", exception);
        }
    }

    private static void Replay(string path, IReadOnlyList<ITable> tables)
    {
        var byKind = tables.ToDictionary(table => table.Kind, StringComparer.Ordinal);
        ReadOnlyMemory<byte> rest = File.ReadAllBytes(path);
        for (long number = 1; rest.Length > 0; number++)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            if (end < 0)
            {
                // Only the last line can lack its end: the process died while writing it, and nobody was answered.
                return;
            }

            using var line = JournalLine.TryRead(rest[..end], number)
                ?? throw new InvalidDataException(
                    $"Line {number} of '{path}' is damaged (its sum or number does not fit). The state is not guessed at: restore the file or choose another directory.");
            foreach (var change in line.RootElement.GetProperty("changes").EnumerateArray())
            {
                var kind = change.GetProperty("kind").GetString()!;
                if (!byKind.TryGetValue(kind, out var table))
                {
                    throw new InvalidDataException($"Line {number} of '{path}' holds rows of kind '{kind}', which this version does not know.");
                }

                table.Load(change.GetProperty("id").GetString()!, change.GetProperty("row"));
            }

            rest = rest[(end + 1)..];
        }
    }

    private static long Compact(string directory, string path, IReadOnlyList<ITable> tables)
    {
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        long lines = 0;
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, OwnerOnly()))
        {
            foreach (var table in tables)
            {
                foreach (var rows in table.All().Chunk(RowsPerLine))
                {
                    JournalLine.Write(output, ++lines, rows.Select(row => KeyValuePair.Create((table, row.Id), (Record?)row.Row)));
                    file.Write(output.WrittenSpan);
                    output.ResetWrittenCount();
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(directory);
        return lines;
    }

    /// <summary>The journal holds the emulated account's secrets: only its owner reads it.</summary>
    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // The rename is durable only when the directory is; opening a directory for reading is refused on some systems.
        try
        {
            using var handle = File.OpenHandle(directory, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
