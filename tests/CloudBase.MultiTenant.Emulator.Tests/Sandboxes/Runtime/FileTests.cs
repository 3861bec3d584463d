using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>What a caller asks of files in a sandbox, on every tier that isolates.</summary>
public abstract class FileTests(RuntimeFixture fixture)
{
    [Fact]
    public async Task Write_NewFolders_AreTheUsersAndReadBack()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        Write(sandbox, "/home/user/a/b/c.txt", "hello");

        (await sandbox.RunAsync("stat -c '%U %a' a a/b a/b/c.txt; cat a/b/c.txt; echo more >> a/b/c.txt")).Output.Should().Be("user 755\nuser 755\nuser 644\nhello");
        Read(sandbox, "/home/user/a/b/c.txt").Should().Be("hellomore\n");
        sandbox.Files.Find("/home/user/a/b/c.txt").Should().BeEquivalentTo(
            new { Name = "c.txt", Path = "/home/user/a/b/c.txt", Type = SandboxedFileType.File, Size = 10L, Mode = 0x1a4, Owner = "user" });
    }

    [Fact]
    public async Task List_Depth_GoesAsDeepAsAsked()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("mkdir -p d/e/f; touch d/1 d/e/2; ln -s /etc/shadow d/link");

        sandbox.Files.List("/home/user/d", 1).Select(f => f.Name).Should().BeEquivalentTo("1", "e", "link");
        sandbox.Files.List("/home/user/d", 2).Select(f => f.Path).Should().BeEquivalentTo("/home/user/d/1", "/home/user/d/e", "/home/user/d/link", "/home/user/d/e/2", "/home/user/d/e/f");
        sandbox.Files.List("/home/user/d", 1).Single(f => f.Name == "link").LinkTarget.Should().Be("/etc/shadow");
    }

    [Fact]
    public async Task MoveRemoveMake_DoAndSayWhatWasThere()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();

        sandbox.Files.MakeDirectory("/home/user/x/y").Should().BeTrue();
        sandbox.Files.MakeDirectory("/home/user/x/y").Should().BeFalse();
        Write(sandbox, "/home/user/x/y/f", "1");
        sandbox.Files.Move("/home/user/x/y/f", "/home/user/z/g");
        Read(sandbox, "/home/user/z/g").Should().Be("1");
        sandbox.Files.Remove("/home/user/z");
        sandbox.Files.Remove("/home/user/z");
        sandbox.Files.Find("/home/user/z").Should().BeNull();
    }

    [Fact]
    public async Task Errors_NameWhatIsWrong()
    {
        await using IRunningSandbox sandbox = await fixture.StartAsync();
        Write(sandbox, "/home/user/file", "1");

        Wrong(() => sandbox.Files.OpenRead("/home/user/none")).Should().Be(SandboxFileError.NotFound);
        Wrong(() => sandbox.Files.OpenRead("/home/user")).Should().Be(SandboxFileError.IsADirectory);
        Wrong(() => sandbox.Files.OpenWrite("/home/user/file/x")).Should().Be(SandboxFileError.NotADirectory);
        Wrong(() => sandbox.Files.List("/home/user/file", 1)).Should().Be(SandboxFileError.NotADirectory);
        Wrong(() => sandbox.Files.MakeDirectory("/home/user/file")).Should().Be(SandboxFileError.NotADirectory);
        Wrong(() => sandbox.Files.OpenWrite("/usr/bin/x")).Should().Be(SandboxFileError.PermissionDenied);
        Wrong(() => sandbox.Files.OpenWrite("/x")).Should().Be(SandboxFileError.PermissionDenied);
        Wrong(() => sandbox.Files.Find("relative")).Should().Be(SandboxFileError.Invalid);
        Wrong(() => sandbox.Files.Remove("/")).Should().Be(SandboxFileError.Invalid);
    }

    [Fact]
    public async Task Watch_Recursive_TellsChangesOfProcessesUntilTheSandboxEnds()
    {
        IRunningSandbox sandbox = await fixture.StartAsync();
        await sandbox.RunAsync("mkdir -p w/in");
        using ISandboxFileWatcher watcher = sandbox.Files.Watch("/home/user/w", recursive: true);
        List<SandboxedFileChange> changes = [];
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task reading = Task.Run(async () =>
        {
            await foreach (SandboxedFileChange change in watcher.ReadAsync(TestContext.Current.CancellationToken))
            {
                changes.Add(change);
                if (change == new SandboxedFileChange("new/d", SandboxedFileChangeKind.Create))
                {
                    last.TrySetResult();
                }
            }
        });

        await sandbox.RunAsync("cd w; echo 1 > a; echo 2 > in/b; mv a c; chmod 700 c; rm c; mkdir new; sleep 0.1; echo 3 > new/d");
        // What the kernel has and nobody has read when the sandbox ends goes with it.
        await Task.WhenAny(last.Task, reading).WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        await sandbox.DisposeAsync();
        await reading.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        changes.Should().ContainInOrder(
            new("a", SandboxedFileChangeKind.Create), new("a", SandboxedFileChangeKind.Write), new("in/b", SandboxedFileChangeKind.Create), new("a", SandboxedFileChangeKind.Rename),
            new("c", SandboxedFileChangeKind.Create), new("c", SandboxedFileChangeKind.Chmod), new("c", SandboxedFileChangeKind.Remove), new("new", SandboxedFileChangeKind.Create),
            new("new/d", SandboxedFileChangeKind.Create));
    }

    internal static SandboxFileError Wrong(Action act) => act.Should().Throw<SandboxFileSystemException>().Which.Error;

    internal static void Write(IRunningSandbox sandbox, string path, string text)
    {
        using Stream stream = sandbox.Files.OpenWrite(path);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    internal static string Read(IRunningSandbox sandbox, string path)
    {
        using var reader = new StreamReader(sandbox.Files.OpenRead(path));
        return reader.ReadToEnd();
    }
}
