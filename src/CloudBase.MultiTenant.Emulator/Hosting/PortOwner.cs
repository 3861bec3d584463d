using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>Finds the process that listens on a port, where <c>/proc</c> tells.</summary>
internal static class PortOwner
{
    private const string Listening = "0A";
    private const int MostLooks = 5;

    /// <summary>The process's id; null where the system does not tell, or tells only its owner.</summary>
    public static int? Find(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // A process that was just forked holds for a moment what its parent does: who is named was seen twice.
        var seen = Look(port);
        for (var look = 1; look < MostLooks; look++)
        {
            var again = Look(port);
            if (again == seen)
            {
                break;
            }

            seen = again;
        }

        return seen;
    }

    private static int? Look(int port)
    {
        try
        {
            HashSet<string> sockets = [.. Sockets("/proc/net/tcp", port), .. Sockets("/proc/net/tcp6", port)];
            foreach (var folder in sockets.Count == 0 ? [] : Directory.EnumerateDirectories("/proc"))
            {
                if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && Holds(folder, sockets))
                {
                    return id;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A system without these files; the error then names the port alone.
        }

        return null;
    }

    private static IEnumerable<string> Sockets(string table, int port)
    {
        var suffix = ":" + port.ToString("X4", CultureInfo.InvariantCulture);
        foreach (var line in File.Exists(table) ? File.ReadLines(table).Skip(1) : [])
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 9 && fields[1].EndsWith(suffix, StringComparison.Ordinal) && fields[3] == Listening)
            {
                yield return $"socket:[{fields[9]}]";
            }
        }
    }

    private static bool Holds(string process, HashSet<string> sockets)
    {
        try
        {
            // One that was closed meanwhile has no target; what follows it is looked at all the same.
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(file => new FileInfo(file).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It ended in the meantime, or belongs to somebody else.
            return false;
        }
    }
}
