using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>Holds a data directory for one emulator at a time, and names the process that does.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = "lock";

    // Beside the lock: where locks are advisory, one cannot read a locked file beside its holder.
    private const string HolderName = "holder";
    private readonly FileStream _lock;
    private readonly string _holder;

    private DirectoryLock(FileStream taken, string holder)
    {
        _lock = taken;
        _holder = holder;
    }

    /// <exception cref="DirectoryInUseException">Another emulator holds it; the message names its process where that is known.</exception>
    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, LockName);
        var holder = Path.Combine(directory, HolderName);
        var wasThere = File.Exists(path);
        FileStream taken;
        try
        {
            taken = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (wasThere && exception is not (DirectoryNotFoundException or FileNotFoundException))
        {
            var id = Holder(holder);
            var (by, stop) = id is { } process ? ($" by {ProcessName.Of(process)}", $"Stop it (kill {process})") : (string.Empty, "Stop that one");
            throw new DirectoryInUseException(
                $"The data directory '{directory}' is in use{by}: another emulator keeps its state there. {stop}, or choose another directory (--data DIR of the command, DataDirectory in code).", exception);
        }

        try
        {
            // Moved into place: whoever reads it meets a whole number or none.
            File.WriteAllText(holder + ".new", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            File.Move(holder + ".new", holder, overwrite: true);
            return new DirectoryLock(taken, holder);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        try
        {
            // While the lock is still held, so that no successor's is deleted.
            File.Delete(_holder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It only names a process; the next one to take the lock writes it anew.
        }

        _lock.Dispose();
    }

    private static int? Holder(string path)
    {
        try
        {
            // A killed process leaves its id behind; one that lives no more holds nothing.
            return int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ProcessName.IsAlive(id) ? id : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
