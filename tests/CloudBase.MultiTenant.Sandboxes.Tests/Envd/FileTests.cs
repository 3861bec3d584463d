using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Sandboxes.Envd;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Envd;

/// <summary>Files over a scripted envd: what is sent, and what its answers mean.</summary>
public sealed class FileTests
{
    private const string Stat = "/filesystem.Filesystem/Stat";

    [Theory]
    [InlineData("0.6.4", "application/octet-stream", false)]
    [InlineData("0.5.6", "multipart/form-data", false)]
    [InlineData("0.2.0", "multipart/form-data", true)]
    [InlineData("odd", "multipart/form-data", true)]
    public async Task WriteAsync_ByVersion_IsPlainOrAForm(string version, string type, bool namesUser)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync(version);
        host.Service.On("POST", "/files", 200, "[]");

        await sandbox.Files.WriteTextAsync("a b/ü&\"%.txt", "content");

        SeenRequest sent = host.Service.Last("/files");
        sent.Uri.Query.Should().Be("?path=a%20b%2F%C3%BC%26%22%25.txt" + (namesUser ? "&username=user" : string.Empty));
        sent.Headers["Content-Type"].Should().StartWith(type);
        sent.Headers["X-Access-Token"].Should().Be(ClientHost.Token);
        sent.Text.Should().Contain("content");
        if (type.StartsWith("multipart", StringComparison.Ordinal))
        {
            sent.Text.Should().Contain("name=\"file\"").And.NotContain("%.txt", "the path is in the query, where nothing in it can break a header");
        }
        else
        {
            sent.Text.Should().Be("content");
        }
    }

    [Fact]
    public async Task WriteAsync_AsAForm_IsEndedByNothingThatItsContentCanKnow()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync("0.5.6");
        host.Service.On("POST", "/files", 200, "[]");
        await sandbox.Files.WriteTextAsync("a", "first");
        string known = Boundary();

        await sandbox.Files.WriteTextAsync("b", $"kept\r\n--{known}--\r\nlost");

        Boundary().Should().NotBe(known).And.MatchRegex("^[0-9A-Za-z-]{20,70}$");
        host.Service.Last("/files").Text.Should().EndWith($"lost\r\n--{Boundary()}--\r\n");

        string Boundary() => host.Service.Last("/files").Headers["Content-Type"].Split("boundary=")[1];
    }

    [Fact]
    public async Task WriteAsync_CallersStream_IsReadFromWhereItStandsAndNotDisposed()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/files", 200, "[]");
        using MemoryStream content = new(Encoding.ASCII.GetBytes("0123456789")) { Position = 4 };

        await sandbox.Files.WriteAsync("a", content);

        host.Service.Last("/files").Text.Should().Be("456789");
        host.Service.Last("/files").Headers["Content-Length"].Should().Be("6");
        content.CanRead.Should().BeTrue();
    }

    [Fact]
    public async Task WriteAsync_CallersStreamFails_ThrowsTheCallersCause()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/files", 200, "[]");
        using FailingStream content = new();

        (await sandbox.Files.Awaiting(f => f.WriteAsync("a", content)).Should().ThrowAsync<IOException>().WithMessage("*in part*"))
            .WithInnerException<InvalidOperationException>().WithMessage("the disk of the caller");
    }

    [Fact]
    public async Task WriteAsync_TokenRefused_SendsAgainFromTheStart()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("GET", "/sandboxes/" + ClientHost.Id, 200, ClientHost.Described().Replace(ClientHost.Token, "renewed"))
            .On("POST", "/files", seen => ScriptedService.Json(seen.Headers["X-Access-Token"] == "renewed" ? 200 : 401, "[]"));

        await sandbox.Files.WriteTextAsync("a", "whole");

        host.Service.Seen.Where(s => s.Uri.AbsolutePath == "/files").Select(s => s.Text).Should().Equal("whole", "whole");
    }

    [Theory]
    [InlineData(404, "not_found", "path not found", SandboxFileProblem.NotFound)]
    [InlineData(400, "400", "path '/a' is a directory", SandboxFileProblem.IsADirectory)]
    [InlineData(400, "400", "odd", SandboxFileProblem.Invalid)]
    [InlineData(500, "internal", "open /a: permission denied", SandboxFileProblem.PermissionDenied)]
    [InlineData(507, "507", "not enough", SandboxFileProblem.NoSpace)]
    [InlineData(500, "internal", "write /a: no space left on device", SandboxFileProblem.NoSpace)]
    [InlineData(400, "invalid_argument", "mkdir /a/b: not a directory", SandboxFileProblem.NotADirectory)]
    [InlineData(409, "already_exists", "directory already exists: /a", SandboxFileProblem.AlreadyExists)]
    public async Task OpenReadAsync_Refused_NamesPathAndProblem(int status, string code, string message, SandboxFileProblem problem)
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("GET", "/files", status, $$"""{"code":{{(char.IsDigit(code[0]) ? code : $"\"{code}\"")}},"message":"{{message}}"}""");

        SandboxFileException error = (await sandbox.Files.Awaiting(f => f.OpenReadAsync("/a")).Should().ThrowAsync<SandboxFileException>()).Which;

        (error.Path, error.Problem, error.ErrorCode).Should().Be(("/a", problem, CloudBaseErrorCodes.SandboxFile));
    }

    [Fact]
    public async Task OpenReadAsync_CutInTheMiddle_ThrowsAndNeverEndsEarly()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("GET", "/files", _ => ScriptedService.Stream(new Envelopes().Raw(new byte[1000]).Cut(new IOException("reset")).Body));

        await sandbox.Files.Awaiting(f => f.ReadBytesAsync("a")).Should().ThrowAsync<SandboxUnavailableException>();
    }

    [Fact]
    public async Task FindAsync_NotThere_IsNull()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", Stat, 404, """{"code":"not_found","message":"no such file"}""");

        (await sandbox.Files.FindAsync("a")).Should().BeNull();
    }

    [Fact]
    public async Task FindAsync_Link_IsShownAsEnvdTellsIt()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", Stat, 200, """{"entry":{"name":"l","type":"FILE_TYPE_FILE","path":"/home/user/l","size":"4294967296","mode":511,"permissions":"Lrwxrwxrwx","owner":"user","group":"user","modifiedTime":"2026-03-01T12:00:00.123456789Z","symlinkTarget":"/etc/x","new":{"a":1}}}""");

        (await sandbox.Files.FindAsync("l")).Should().Be(new SandboxFileInfo
        {
            Name = "l",
            Path = "/home/user/l",
            Kind = SandboxFileKind.SymbolicLink,
            Size = 4294967296,
            Permissions = "Lrwxrwxrwx",
            Owner = "user",
            ModifiedAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567),
            LinkTarget = "/etc/x",
        });
    }

    [Fact]
    public async Task GetDownloadLink_Link_IsSignedAsEnvdChecksIt()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        long expiry = host.Clock.GetUtcNow().AddMinutes(5).ToUnixTimeSeconds();
        string signature = "v1_" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"a b:read::{ClientHost.Token}:{expiry}"))).TrimEnd('=');

        SandboxFileLink link = sandbox.Files.GetDownloadLink("a b", TimeSpan.FromMinutes(5));

        link.Uri.AbsoluteUri.Should().Be($"https://49983-{ClientHost.Id}.sandboxes.test/files?path=a%20b&signature={Uri.EscapeDataString(signature)}&signature_expiration={expiry}");
        link.ToString().Should().NotContain("v1_");
        sandbox.Files.GetUploadLink("a b", TimeSpan.FromMinutes(5)).Uri.Should().NotBe(link.Uri);
        sandbox.Files.Invoking(f => f.GetDownloadLink("a", TimeSpan.Zero)).Should().Throw<ArgumentOutOfRangeException>();
        sandbox.Files.Invoking(f => f.GetDownloadLink("a", TimeSpan.FromDays(8))).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task GetDownloadLink_SandboxWithoutAToken_SaysThatItCannot()
    {
        await using ClientHost host = new();
        host.Service.On("GET", "/v2/sandboxes", 200, "[]").On("POST", "/v2/sandboxes", 201, ClientHost.Described(token: false));
        ISandbox sandbox = await host.Provider.StartAsync(ClientHost.AStart, CancellationToken.None);

        sandbox.Files.Invoking(f => f.GetDownloadLink("a", TimeSpan.FromMinutes(1))).Should().Throw<NotSupportedException>();
    }

    [Fact]
    public async Task Paths_ThatAreNone_AreRefusedAndNothingIsSent()
    {
        await using ClientHost host = new();
        ISandbox sandbox = await host.StartAsync();
        int before = host.Service.Seen.Count;

        foreach (string path in new[] { string.Empty, "a\0b", new string('a', 4097) })
        {
            await sandbox.Files.Awaiting(f => f.OpenReadAsync(path)).Should().ThrowAsync<ArgumentException>();
            await sandbox.Files.Awaiting(f => f.WriteTextAsync(path, "x")).Should().ThrowAsync<ArgumentException>();
            await sandbox.Files.Awaiting(f => f.FindAsync(path)).Should().ThrowAsync<ArgumentException>();
            await sandbox.Files.Awaiting(f => f.RemoveAsync(path)).Should().ThrowAsync<ArgumentException>();
            await sandbox.Files.Awaiting(f => f.MoveAsync("a", path)).Should().ThrowAsync<ArgumentException>();
            await sandbox.Files.Awaiting(f => f.WatchAsync(path)).Should().ThrowAsync<ArgumentException>();
            sandbox.Files.Invoking(f => f.GetDownloadLink(path, TimeSpan.FromMinutes(1))).Should().Throw<ArgumentException>();
        }

        host.Service.Seen.Should().HaveCount(before);
    }

    [Fact]
    public async Task ListAsync_AnswerLongerThanTheBound_IsRefused()
    {
        const int Bound = 64 * 1024;
        // A small bound: what this process holds for a moment is not mistaken for what the test of a large file, which may run beside, looks for.
        await using ClientHost host = new(more: s => s.Configure<EnvdOptions>(o => o.MaxMessageBytes = Bound));
        ISandbox sandbox = await host.StartAsync();
        host.Service.On("POST", "/filesystem.Filesystem/ListDir", _ => new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StreamContent(new PatternStream(Bound + 1, static _ => { })) });
        host.Service.On("POST", Stat, _ => ScriptedService.Json(200, "{\"entry\":{\"name\":\"" + new string('x', Bound + 1) + "\"}}"));

        await sandbox.Files.Awaiting(f => f.ListAsync("/")).Should().ThrowAsync<SandboxUnavailableException>();
        await sandbox.Files.Awaiting(f => f.FindAsync("/")).Should().ThrowAsync<SandboxUnavailableException>().WithMessage("*MaxMessageBytes*");
    }

    private sealed class FailingStream : MemoryStream
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("the disk of the caller");
    }
}
