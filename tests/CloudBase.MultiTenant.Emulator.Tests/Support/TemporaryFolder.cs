namespace CloudBase.MultiTenant.Emulator.Tests.Support;

/// <summary>A folder for processes that are killed, and may still be dying when it is to go.</summary>
internal sealed class TemporaryFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("emulator-tests-").FullName;

    public async ValueTask DisposeAsync() => await Eventually.HoldsAsync(IsGone, "what was killed writes no more");

    private bool IsGone()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return !Directory.Exists(Path);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
