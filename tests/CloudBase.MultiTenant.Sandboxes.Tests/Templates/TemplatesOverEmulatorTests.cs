using System.Diagnostics;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;
using CloudBase.MultiTenant.Sandboxes.Tests.Contract;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>Templates with a real shell and real files, at a provider that saves snapshots.</summary>
public sealed class TemplatesOverSnapshotsTests(E2BOverBubblewrap world) : TemplatesOverEmulator<E2BOverBubblewrap>(world);

/// <summary>Templates with a real shell and real files, at a provider that saves none.</summary>
public sealed class TemplatesWithoutSnapshotsTests(AgsOverBubblewrap world) : TemplatesOverEmulator<AgsOverBubblewrap>(world);

public abstract class TemplatesOverEmulator<TWorld>(TWorld world) : SandboxContract<TWorld>(world)
    where TWorld : SandboxWorld
{
    private ISandboxTemplates Templates => World.Services.GetRequiredService<ISandboxTemplates>();

    [Fact]
    public async Task Start_OfATemplate_HasWhatWasPreparedAndAnIdentityOfItsOwn()
    {
        SandboxTemplate template = Template("identity");

        ISandbox[] two = [await Templates.StartAsync(template, Fresh(), Limit), await Templates.StartAsync(template, Fresh(), Limit)];

        foreach (ISandbox sandbox in two)
        {
            (await sandbox.Files.ReadTextAsync("dist/out.txt", Limit)).Should().Be("built from hello\n");
            (await sandbox.Files.FindAsync(".netrc", Limit)).Should().BeNull();
            (await sandbox.Files.ReadTextAsync(".cloudbase/incarnation", Limit)).Trim().Should().Be(sandbox.Id.Value);
        }

        string[] machines = [await two[0].Files.ReadTextAsync(".cloudbase/machine-id", Limit), await two[1].Files.ReadTextAsync(".cloudbase/machine-id", Limit)];
        machines.Should().OnlyHaveUniqueItems().And.AllSatisfy(m => m.Trim().Should().MatchRegex("^[0-9a-f]{32}$"));
        await StopAsync(two);
    }

    [Fact]
    public async Task Start_OfATemplateThatLeavesCredentials_HasNoneASeedOfItsOwnAndAClockThatWasLookedAt()
    {
        // The check runs after credentials were removed for the first time: what it leaves is what the start has to remove.
        SandboxTemplate template = Template("credentials") with
        {
            CheckCommand = $"for p in {string.Join(' ', HomePaths.Credentials.Where(p => !p.Contains('/', StringComparison.Ordinal)))} {HomePaths.Own}/credentials .docker/config.json .config/gcloud; do mkdir -p $p; echo secret > $p/token; done",
        };
        CapturingLoggerProvider logs = new();
        using ILoggerFactory factory = LoggerFactory.Create(l => l.AddProvider(logs));
        PreparedSandboxTemplates templates = new([Provider], new OffClock(TimeSpan.FromHours(1)), World.Services.GetRequiredService<IRandomSource>(), factory.CreateLogger<PreparedSandboxTemplates>());

        ISandbox[] two = [await Templates.StartAsync(template, Fresh(), Limit), await templates.StartAsync(template, Fresh(), Limit)];

        foreach (ISandbox sandbox in two)
        {
            CommandResult left = await sandbox.Commands.RunAsync($"ls -d {string.Join(' ', HomePaths.Credentials)} 2>/dev/null; grep -rl secret . | grep -v '^./src/'", cancellationToken: Limit);
            left.StandardOutput.Should().BeEmpty();
        }

        string[] seeds = [await two[0].Files.ReadTextAsync(".cloudbase/random-seed", Limit), await two[1].Files.ReadTextAsync(".cloudbase/random-seed", Limit)];
        seeds.Should().OnlyHaveUniqueItems().And.AllSatisfy(s => s.Trim().Should().MatchRegex("^[0-9a-f]{64}$"));
        World.Logs.Lines.Should().NotContain(l => l.Contains("clock", StringComparison.OrdinalIgnoreCase) && l.Contains(two[0].Id.Value, StringComparison.Ordinal), "both clocks are this machine's");
        logs.Lines.Should().ContainSingle(l => l.Contains("clock", StringComparison.OrdinalIgnoreCase) && l.Contains(two[1].Id.Value, StringComparison.Ordinal), "this host's is an hour off");
        await StopAsync(two);
    }

    [Fact]
    public async Task Start_OfATemplateWhoseScriptFails_SaysItsOutputAndLeavesNothing()
    {
        int before = World.CountLiving();

        SandboxTemplateException error = (await FluentActions.Awaiting(() => Templates.StartAsync(Template("failing") with { PrepareScript = "echo to the wall >&2; exit 9" }, Fresh(), Limit))
            .Should().ThrowAsync<SandboxTemplateException>()).Which;

        error.Message.Should().Contain("exit code 9").And.Contain("to the wall");
        World.CountLiving().Should().Be(before);
    }

    [Fact]
    public async Task Prepare_AtAProviderWithSnapshots_IsFoundAgainByAnotherHostAndRefusedWhenChanged()
    {
        if (!await CanAsync(SandboxCapabilities.Snapshots, () => Provider.DeleteSnapshotAsync(SandboxSnapshotId.Parse("none"), Limit)))
        {
            return;
        }

        SandboxTemplate template = Template("again");
        PreparedTemplate first = await Templates.PrepareAsync(template, Limit);
        PreparedSandboxTemplates otherHost = new(
            [Provider], TimeProvider.System, World.Services.GetRequiredService<IRandomSource>(), World.Services.GetRequiredService<Microsoft.Extensions.Logging.ILogger<PreparedSandboxTemplates>>());

        (await otherHost.PrepareAsync(template, Limit)).Should().Be(first);

        // Somebody with the account's key exchanges the snapshot: the same name over other contents.
        await using Stopping stop = new(await Provider.StartAsync(NewStart() with { Template = null, Snapshot = first.Snapshot }, Limit));
        await stop.Sandbox.Files.WriteTextAsync("dist/out.txt", "evil", Limit);
        string? name = null;
        await foreach (SandboxSnapshot snapshot in Provider.ListSnapshotsAsync(null, Limit))
        {
            name = snapshot.Id == first.Snapshot ? snapshot.Name : name;
        }

        await Provider.DeleteSnapshotAsync(first.Snapshot!.Value, Limit);
        await stop.Sandbox.SnapshotAsync(new SandboxSnapshotRequest { Name = name }, Limit);

        (await FluentActions.Awaiting(() => Templates.StartAsync(template, Fresh(), Limit)).Should().ThrowAsync<SandboxTemplateException>())
            .WithMessage("*dist/out.txt*").Which.Stage.Should().Be(SandboxTemplateStage.Verify);
    }

    [Fact]
    public async Task Start_OfAHomeWithTwoThousandFiles_HashesAllOfThemOnceAndNotAtEachStart()
    {
        if (!await CanAsync(SandboxCapabilities.Snapshots, () => Provider.DeleteSnapshotAsync(SandboxSnapshotId.Parse("none"), Limit)))
        {
            return;
        }

        SandboxTemplate big = Template("big") with
        {
            PrepareScript = "mkdir -p dist f/0 f/1 f/2 f/3 && echo done > dist/out.txt && for i in $(seq 2000); do head -c 26000 /dev/urandom > f/$((i % 4))/$i; done",
        };
        long began = Stopwatch.GetTimestamp();

        PreparedTemplate ready = await Templates.PrepareAsync(big, Limit);
        TimeSpan prepared = Stopwatch.GetElapsedTime(began);
        List<double> starts = [];
        for (int i = 0; i < 5; i++)
        {
            began = Stopwatch.GetTimestamp();
            ISandbox sandbox = await Templates.StartAsync(big, Fresh(), Limit);
            starts.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await sandbox.StopAsync(Limit);
        }

        ready.Manifest!.Files.Should().BeGreaterThanOrEqualTo(2000);
        ready.Manifest.Bytes.Should().BeGreaterThan(50_000_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"prepared and verified in {prepared.TotalMilliseconds:0} ms; started in {string.Join(", ", starts.Select(s => $"{s:0}"))} ms");
    }

    private static async Task StopAsync(IEnumerable<ISandbox> sandboxes)
    {
        foreach (ISandbox sandbox in sandboxes)
        {
            await sandbox.StopAsync(CancellationToken.None);
        }
    }

    private SandboxStart Fresh() => NewStart() with { Template = null };

    private SandboxTemplate Template(string name) => new()
    {
        Name = name,
        Version = "1.0",
        Base = World.Template,
        Files = new Dictionary<string, string> { ["src/in.txt"] = "hello" },
        PrepareScript = "mkdir -p dist node_modules/a/b/c && echo built from $(cat src/in.txt) > dist/out.txt && echo x > node_modules/a/b/c/d.js && ln -s c.js 'node_modules/a link' && echo secret > .netrc",
        CheckCommand = "test -f dist/out.txt && test ! -e .netrc",
    };

    private sealed class OffClock(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }

    private sealed record Stopping(ISandbox Sandbox) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Sandbox.StopAsync(CancellationToken.None);
    }
}
