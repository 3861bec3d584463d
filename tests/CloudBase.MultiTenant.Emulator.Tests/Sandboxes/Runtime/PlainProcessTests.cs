using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>The tier without isolation: only where it is allowed, and with the files and ends of the others.</summary>
public sealed class PlainProcessTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sandbox-plain-").FullName;
    private ISandboxRuntime? _runtime;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (OperatingSystem.IsLinux())
        {
            _runtime = await SandboxRuntimes.ProbeAsync(Options(allowed: true), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }
    }

    [Fact]
    public async Task Probe_NotAllowed_RefusesAndSaysWhatToDo()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");

        await ((Func<Task>)(() => SandboxRuntimes.ProbeAsync(Options(allowed: false), Token))).Should().ThrowAsync<SandboxRuntimeException>().WithMessage("*apt-get install bubblewrap*--unsafe-processes*");
        _runtime!.Notes.Should().Contain(n => n.StartsWith("NO ISOLATION", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Life_OfASandbox_IsThatOfTheOtherTiers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        IRunningSandbox sandbox = await _runtime!.StartAsync(new SandboxLayout { Id = "one", Environment = new Dictionary<string, string> { ["A"] = "1" } }, Token);
        FileTests.Write(sandbox, "/home/user/d/f", "hello");
        (await sandbox.RunAsync("cat d/f; echo $A; [ \"$(pwd)\" = \"$HOME\" ] && echo home; env | grep -c DOTNET; exit 3")).Should().Be((3, "hello1\nhome\n0\n", string.Empty));
        (await (await sandbox.StartAsync(new SandboxedProcessStart { Program = "cat", Arguments = ["f"], WorkingDirectory = "/home/user/d" }, Token)).FinishAsync()).Output.Should().Be("hello");
        ISandboxedProcess sleeping = await sandbox.StartAsync(LoadAttackTests.Bash("setsid sleep 8765432 & sleep 8765432"), Token);
        sleeping.Signal(15).Should().BeTrue();
        (await sleeping.Exited).Signal.Should().Be(15);
        await _runtime.SaveLayerAsync("one", "layer", Token);

        await sandbox.DisposeAsync();

        SystemProcesses.Running("8765432").Should().Be(0);
        await using IRunningSandbox other = await _runtime.StartAsync(new SandboxLayout { Id = "two", Layers = ["layer"] }, Token);
        FileTests.Read(other, "/home/user/d/f").Should().Be("hello");
        FileTests.Wrong(() => other.Files.OpenRead("/etc/passwd")).Should().Be(SandboxFileError.NotFound);
    }

    [Fact]
    public async Task Command_AsAnotherUser_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Sandboxes need Linux.");
        await using IRunningSandbox sandbox = await _runtime!.StartAsync(new SandboxLayout { Id = "one" }, Token);

        await FluentActions.Awaiting(() => sandbox.StartAsync(new SandboxedProcessStart { Program = "true", User = "mcp" }, Token))
            .Should().ThrowAsync<SandboxRuntimeException>().WithMessage("There is no user 'mcp' in a sandbox, only 'user': *");
    }

    private SandboxRuntimeOptions Options(bool allowed) => new() { Directory = _directory, Tier = SandboxTier.Processes, AllowUnsafeProcesses = allowed, IsTemporary = true };
}
