using System.Globalization;
using System.Text;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>A file that one emulator at a time holds; it says which process does.</summary>
internal static class DirectoryLock
{
    private const string Name = "lock";

    public static FileStream Take(string directory)
    {
        var path = Path.Combine(directory, Name);
        var wasThere = File.Exists(path);
        FileStream taken;
        try
        {
            taken = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (wasThere && exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            var holder = Holder(path) is { } process ? $" by {process}" : string.Empty;
            throw new DirectoryInUseException(
                $"The data directory '{directory}' is in use{holder}: another emulator keeps its state there. Stop that one, or choose another directory with --data.", exception);
        }

        taken.SetLength(0);
        taken.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        taken.Flush();
        return taken;
    }

    private static string? Holder(string path)
    {
        try
        {
            // Reading beside the holder works where locks are advisory; elsewhere the holder stays unnamed.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? ProcessName.Of(id) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
