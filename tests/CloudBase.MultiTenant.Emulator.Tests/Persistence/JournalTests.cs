using CloudBase.MultiTenant.Emulator.Persistence;
using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Tests.Persistence;

/// <summary>A journal on a full disk while many append to it.</summary>
public sealed class JournalTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("emulator-journal-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Append_WhileAWriteFails_IsToldToo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /dev/full.");
        var change = new Dictionary<(ITable Table, string Id), State.Record?> { [(new AccountState(new CloudBaseEmulatorOptions()).Tables[0], "a")] = null };
        for (var round = 0; round < 20; round++)
        {
            await using var journal = new Journal(
                File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write), DirectoryLock.Take(_directory), _directory, length: 0, lines: 0, syncToDisk: false);
            HashSet<Task> kept = [];

            // As fast as can be: some come when the write has begun and it is not known yet that it fails.
            FluentActions.Invoking(() =>
            {
                while (true)
                {
                    journal.Append(change);
                    kept.Add(journal.Durable);
                }
            }).Should().Throw<IOException>();

            foreach (var one in kept)
            {
                await FluentActions.Awaiting(() => one.WaitAsync(TimeSpan.FromMinutes(1), Token)).Should().ThrowAsync<IOException>("its caller waits for an answer");
            }
        }
    }
}
