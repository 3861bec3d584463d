using System.Net;
using System.Security.Cryptography;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>What every provider promises of files and ports.</summary>
public abstract class SandboxFilesContract<TWorld>(TWorld world) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    [Theory]
    [InlineData(0, "empty")]
    [InlineData(1, "new/folders/on the way/one byte")]
    [InlineData(5_000_000, "五 \"百\" %41+b&c=d?e#f万.bin")]
    public async Task WriteAndRead_AnyNameAndSize_IsTheSame(int size, string path)
    {
        ISandbox sandbox = await StartAsync();
        byte[] content = RandomNumberGenerator.GetBytes(size);

        await sandbox.Files.WriteBytesAsync(path, content, Limit);

        (await sandbox.Files.ReadBytesAsync(path, Limit)).Should().Equal(content);
        (await sandbox.Files.FindAsync(path, Limit)).Should().BeEquivalentTo(new { Name = path.Split('/')[^1], Path = "/home/user/" + path, Kind = SandboxFileKind.File, Size = (long)size });
        (await sandbox.Commands.RunAsync("cat \"$F\" | wc -c", new CommandOptions { Environment = new Dictionary<string, string> { ["F"] = path } }, Limit)).StandardOutput.Trim().Should().Be($"{size}");
    }

    [Fact]
    public async Task WriteAsync_OverALongerFile_LeavesNothingOfIt()
    {
        ISandbox sandbox = await StartAsync();

        await sandbox.Files.WriteTextAsync("a", "a long text", Limit);
        await sandbox.Files.WriteTextAsync("a", "短", Limit);

        (await sandbox.Files.ReadTextAsync("a", Limit)).Should().Be("短");
    }

    [Fact]
    public async Task Folders_MadeListedMovedAndRemoved()
    {
        ISandbox sandbox = await StartAsync();
        ISandboxFiles files = sandbox.Files;

        (await files.CreateDirectoryAsync("d/e", Limit)).Should().BeTrue();
        (await files.CreateDirectoryAsync("d/e", Limit)).Should().BeFalse();
        await files.WriteTextAsync("d/e/f.txt", "f", Limit);
        await sandbox.Commands.RunAsync("ln -s e/f.txt d/link", cancellationToken: Limit);
        (await files.ListAsync("d", 1, Limit)).Select(i => (i.Name, i.Kind)).Should().BeEquivalentTo([("e", SandboxFileKind.Directory), ("link", SandboxFileKind.SymbolicLink)]);
        (await files.ListAsync("d", 2, Limit)).Select(i => i.Path).Should().BeEquivalentTo("/home/user/d/e", "/home/user/d/e/f.txt", "/home/user/d/link");
        await files.MoveAsync("d/e/f.txt", "d/g.txt", Limit);
        (await files.FindAsync("d/e/f.txt", Limit)).Should().BeNull();
        (await files.ReadTextAsync("d/g.txt", Limit)).Should().Be("f");
        await files.RemoveAsync("d", Limit);
        await files.RemoveAsync("d", Limit);
        (await files.FindAsync("d", Limit)).Should().BeNull();
    }

    [Fact]
    public async Task Errors_NameThePathAndTheProblem()
    {
        ISandbox sandbox = await StartAsync();
        ISandboxFiles files = sandbox.Files;
        await files.CreateDirectoryAsync("folder", Limit);
        await files.WriteTextAsync("file", "x", Limit);

        await ShouldFailAsync(() => files.ReadTextAsync("nothing", Limit), "nothing", SandboxFileProblem.NotFound);
        await ShouldFailAsync(() => files.ReadTextAsync("folder", Limit), "folder", SandboxFileProblem.IsADirectory);
        await ShouldFailAsync(() => files.WriteTextAsync("folder", "x", Limit), "folder", SandboxFileProblem.IsADirectory);
        await ShouldFailAsync(() => files.ListAsync("nothing", 1, Limit), "nothing", SandboxFileProblem.NotFound);
        await ShouldFailAsync(() => files.ListAsync("file", 1, Limit), "file", SandboxFileProblem.NotADirectory);
        await ShouldFailAsync(() => files.MoveAsync("nothing", "else", Limit), "nothing", SandboxFileProblem.NotFound);
        await ShouldFailAsync(() => files.WatchAsync("nothing", false, Limit), "nothing", SandboxFileProblem.NotFound);
        (await files.Awaiting(f => f.CreateDirectoryAsync("file", Limit)).Should().ThrowAsync<SandboxFileException>())
            .Which.Problem.Should().BeOneOf(SandboxFileProblem.AlreadyExists, SandboxFileProblem.NotADirectory);
    }

    [Fact]
    public async Task WatchAsync_Changes_ComeAsTheyHappen()
    {
        ISandbox sandbox = await StartAsync();
        await sandbox.Files.CreateDirectoryAsync("w", Limit);
        await using ISandboxFileWatch watch = await sandbox.Files.WatchAsync("w", cancellationToken: Limit);
        List<SandboxFileChange> seen = [];

        await sandbox.Commands.RunAsync("echo a > w/a.txt; mv w/a.txt w/b.txt; rm w/b.txt", cancellationToken: Limit);
        await foreach (SandboxFileChange change in watch.ReadChangesAsync(Limit))
        {
            seen.Add(change);
            if (change is { Name: "b.txt", Kind: SandboxFileChangeKind.Removed })
            {
                break;
            }
        }

        seen.Should().Contain(new SandboxFileChange("a.txt", SandboxFileChangeKind.Created)).And.Contain(new SandboxFileChange("a.txt", SandboxFileChangeKind.Written));
        watch.Invoking(w => w.ReadChangesAsync(Limit)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Links_WorkWithoutAnyKeyAndForThatFileOnly()
    {
        ISandbox sandbox = await StartAsync();
        await sandbox.Files.WriteTextAsync("täglich?.txt", "open", Limit);
        SandboxFileLink download, upload;
        try
        {
            download = sandbox.Files.GetDownloadLink("täglich?.txt", TimeSpan.FromMinutes(1));
            upload = sandbox.Files.GetUploadLink("up/new.txt", TimeSpan.FromMinutes(1));
        }
        catch (NotSupportedException exception)
        {
            exception.Message.Should().Contain("OpenReadAsync", "it says what to do instead");
            return;
        }

        using HttpClient http = new();
        (await SendAsync(http, HttpMethod.Get, download, null)).Text.Should().Be("open");
        (await SendAsync(http, HttpMethod.Post, upload, new MultipartFormDataContent { { new StringContent("sent"), "file", "new.txt" } })).Status.Should().Be(HttpStatusCode.OK);
        (await sandbox.Files.ReadTextAsync("up/new.txt", Limit)).Should().Be("sent");

        (await SendAsync(http, HttpMethod.Get, upload, null)).Status.Should().Be(HttpStatusCode.Unauthorized, "it was signed for writing");
        SandboxFileLink other = download with { Uri = new Uri(download.Uri.AbsoluteUri.Replace("path=", "path=../", StringComparison.Ordinal)) };
        (await SendAsync(http, HttpMethod.Get, other, null)).Status.Should().Be(HttpStatusCode.Unauthorized, "it was signed for another file");
        await World.Emulator.AdvanceAsync(TimeSpan.FromMinutes(2), Limit);
        (await SendAsync(http, HttpMethod.Get, download, null)).Status.Should().Be(HttpStatusCode.Unauthorized, "it has expired");
    }

    [Fact]
    public async Task GetPreviewAsync_PortThatIsListenedOn_ReachesTheProgram()
    {
        ISandbox sandbox = await StartAsync();
        await sandbox.Files.WriteTextAsync("web.pl", Web, Limit);
        await using ISandboxProcess server = await sandbox.Commands.StartAsync("perl web.pl", new CommandOptions { Timeout = null }, Limit);
        await foreach (CommandOutput _ in server.ReadOutputAsync(Limit))
        {
            break;
        }

        SandboxPreview preview = await sandbox.GetPreviewAsync(3000, Limit);
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(preview.Uri, "page?a=b"));
        foreach ((string name, SecretString value) in preview.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.Reveal());
        }

        using HttpClient http = new();
        using HttpResponseMessage response = await http.SendAsync(request, Limit);
        (await response.Content.ReadAsStringAsync(Limit)).Should().Contain("/page?a=b");
        using HttpRequestMessage stranger = new(HttpMethod.Get, request.RequestUri);
        foreach ((string name, SecretString value) in preview.Headers.Where(h => !h.Key.EndsWith("token", StringComparison.OrdinalIgnoreCase)))
        {
            stranger.Headers.TryAddWithoutValidation(name, value.Reveal());
        }

        using HttpResponseMessage refused = await http.SendAsync(stranger, Limit);
        refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized, "who only knows the sandbox's id reaches no port of it");
        preview.Headers.Values.Select(v => v.Reveal()).Where(v => v.Length > 12 && preview.ToString().Contains(v, StringComparison.Ordinal) && v != sandbox.Id.Value).Should().BeEmpty();
    }

    [Fact]
    public async Task LargeFile_UpAndDown_TakesLittleMemory()
    {
        const long Size = 100L * 1024 * 1024;
        const long Allowed = 48L * 1024 * 1024;
        ISandbox sandbox = await StartAsync();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        List<long> up = [];
        List<long> down = [];

        await sandbox.Files.WriteAsync("large", new PatternStream(Size, sent => Look(up, sent)), Limit);
        long read = 0;
        Stream back = await sandbox.Files.OpenReadAsync("large", Limit);
        await using (back)
        {
            byte[] piece = new byte[128 * 1024];
            for (int n; (n = await back.ReadAsync(piece, Limit)) > 0; read += n)
            {
                PatternStream.Matches(piece.AsSpan(0, n), read).Should().BeTrue();
                Look(down, read);
            }
        }

        read.Should().Be(Size);
        Kept(up).Should().BeLessThan(Allowed, "client and emulator share this process, and neither keeps the file");
        Kept(down).Should().BeLessThan(Allowed, "client and emulator share this process, and neither keeps the file");

        // What is kept counts, each ten megabytes; garbage is this machine's collector's business, and that of the tests beside this one.
        void Look(List<long> seen, long moved)
        {
            if (moved >= Size / 10 * (seen.Count + 1))
            {
                seen.Add(GC.GetTotalMemory(forceFullCollection: true) - before);
            }
        }

        // Whoever keeps a file keeps it to its end, and has more than half of it at half of the looks; what another test holds for a moment is in a few of them.
        static long Kept(List<long> seen) => seen.Order().ElementAt(seen.Count / 2);
    }

    // Perl is in every Debian; its sockets need no module besides its own.
    private const string Web = """
        use IO::Socket::INET; $| = 1;
        my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 3000, Listen => 5, ReuseAddr => 1) or die $!;
        print "ready\n";
        while (my $c = $s->accept) { my $line = <$c>; while (<$c>) { last if /^\r?\n$/ } my $b = "you asked: $line";
          print $c "HTTP/1.1 200 OK\r\nContent-Length: " . length($b) . "\r\nConnection: close\r\n\r\n$b"; close $c; }
        """;

    private static async Task ShouldFailAsync(Func<Task> act, string path, SandboxFileProblem problem)
    {
        SandboxFileException error = (await act.Should().ThrowAsync<SandboxFileException>()).Which;
        (error.Path, error.Problem).Should().Be((path, problem), error.Message);
    }

    private async Task<(HttpStatusCode Status, string Text)> SendAsync(HttpClient http, HttpMethod method, SandboxFileLink link, HttpContent? content)
    {
        using HttpRequestMessage request = new(method, link.Uri) { Content = content };
        foreach ((string name, string value) in link.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await http.SendAsync(request, Limit);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Limit));
    }
}
