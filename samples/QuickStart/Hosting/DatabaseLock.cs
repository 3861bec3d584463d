using QuickStart.CommandLine;

namespace QuickStart.Hosting;

/// <summary>One run at a time on a database whose emulator lives in the process. The system lets go of it when the process dies.</summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    internal static DatabaseLock Take(QuickStartSettings settings)
    {
        string path = settings.DatabaseFile + ".lock";
        try
        {
            return new DatabaseLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new QuickStartException(
                $"Another run is at work on {settings.DatabaseFile}, with the emulator in its process ({e.Message})",
                "Wait for it, or name another file with --db FILE. To run several hosts on one database, start one emulator for all: "
                + "dotnet run --project src/CloudBase.MultiTenant.Emulator -- --urls http://127.0.0.1:4680, and give each run --endpoint http://127.0.0.1:4680.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new QuickStartException($"The database file {settings.DatabaseFile} cannot be used: {e.Message}", "Name another file with --db FILE.", ExitCodes.Usage);
        }
    }

    public void Dispose() => _file.Dispose();
}
