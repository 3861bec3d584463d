using System.Text;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>A template is prepared once, found again, checked before it is used, and never somebody's.</summary>
public sealed class SandboxTemplatesTests : IDisposable
{
    private static readonly SandboxTemplate s_template = new()
    {
        Name = "node-web",
        Version = "1.2.0",
        Base = "base",
        Files = new Dictionary<string, string> { ["package.json"] = "{}", ["src/index.js"] = "//" },
        PrepareScript = "npm ci",
        CheckCommand = "npm test",
    };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly FakeSandboxes _fleet;
    private readonly CapturingLoggerProvider _log = new();
    private int _starts;

    public SandboxTemplatesTests()
    {
        _fleet = new FakeSandboxes(_time);
        _fleet.Run = (sandbox, command) =>
        {
            if (command == "npm ci")
            {
                sandbox.Contents["node_modules/left-pad/index.js"] = "module.exports = 1;";
                sandbox.Contents[".netrc"] = "machine registry password canary";
                sandbox.Contents[".ssh/id_rsa"] = "canary";
            }

            return FakeSandboxes.Done(output: "ok");
        };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prepare_ByManyAtOnce_PreparesOnceAndLeavesOnlyTheSnapshot()
    {
        ISandboxTemplates templates = Host();

        PreparedTemplate[] ready = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => templates.PrepareAsync(s_template, Cancel)));

        ready.Distinct().Should().ContainSingle();
        ready[0].Manifest!.Files.Should().Be(3);
        _fleet.Sandboxes.Values.Count(s => s.Commands.Contains("npm ci")).Should().Be(1);
        _fleet.Living.Should().BeEmpty();
        _fleet.Snapshots.Should().ContainSingle();
    }

    [Fact]
    public async Task Prepare_OnASecondHost_FindsWhatTheFirstSaved()
    {
        PreparedTemplate first = await Host().PrepareAsync(s_template, Cancel);
        PreparedTemplate second = await Host().PrepareAsync(s_template, Cancel);

        second.Should().Be(first);
        _fleet.Sandboxes.Values.Count(s => s.Commands.Contains("npm ci")).Should().Be(1);
    }

    [Fact]
    public async Task Prepare_OnTwoHostsAtOnce_EndsWithOneSnapshot()
    {
        PreparedTemplate[] ready = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Host().PrepareAsync(s_template, Cancel)));

        ready[0].Snapshot.Should().Be(ready[1].Snapshot);
        _fleet.Snapshots.Should().ContainSingle().Which.Snapshot.Id.Should().Be(ready[0].Snapshot!.Value);
    }

    [Fact]
    public async Task Prepare_ThatFails_LeavesNothingSaysWhatWasWrittenAndIsTriedAgain()
    {
        int tries = 0;
        Func<FakeSandbox, string, CommandResult> good = _fleet.Run;
        _fleet.Run = (sandbox, command) => command == "npm ci" && tries++ == 0 ? FakeSandboxes.Done(7, "fetching", "ENOTFOUND registry.example") : good(sandbox, command);
        ISandboxTemplates templates = Host();

        SandboxTemplateException error = (await FluentActions.Awaiting(() => templates.PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>())
            .WithMessage("*exit code 7*ENOTFOUND registry.example*").Which;

        error.Stage.Should().Be(SandboxTemplateStage.Prepare);
        error.Output!.StandardOutput.Should().Be("fetching");
        error.ErrorCode.Should().Be("CBMT7009");
        _fleet.Living.Should().BeEmpty();
        _fleet.Snapshots.Should().BeEmpty();
        (await templates.PrepareAsync(s_template, Cancel)).Snapshot.Should().NotBeNull();
    }

    [Fact]
    public async Task Prepare_WhoseCheckFails_SavesNothing()
    {
        _fleet.Run = (_, command) => command == "npm test" ? FakeSandboxes.Done(1, error: "1 failing") : FakeSandboxes.Done();

        (await FluentActions.Awaiting(() => Host().PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>()).Which.Stage.Should().Be(SandboxTemplateStage.Check);

        _fleet.Living.Should().BeEmpty();
        _fleet.Snapshots.Should().BeEmpty();
    }

    [Fact]
    public async Task Prepare_OfAnotherDefinitionUnderTheSameVersion_IsRefused()
    {
        await Host().PrepareAsync(s_template, Cancel);

        (await FluentActions.Awaiting(() => Host().PrepareAsync(s_template with { PrepareScript = "npm install" }, Cancel)).Should().ThrowAsync<SandboxTemplateException>())
            .WithMessage("*Raise the version*").Which.Stage.Should().Be(SandboxTemplateStage.Definition);
        (await Host().PrepareAsync(s_template with { PrepareScript = "npm install", Version = "1.2.1" }, Cancel)).Snapshot.Should().NotBeNull();
    }

    [Fact]
    public async Task Prepare_WhoseSavingLosesItsReply_FindsTheSnapshotByName()
    {
        _fleet.Saving = _ => throw new CloudUnavailableException("lost", FakeSandboxes.Details(CloudEffect.Unknown));

        (await Host().PrepareAsync(s_template, Cancel)).Snapshot.Should().Be(_fleet.Snapshots.Should().ContainSingle().Subject.Snapshot.Id);
    }

    [Fact]
    public async Task Prepare_ByACallerThatLeaves_GoesOn()
    {
        using CancellationTokenSource leaves = new();
        _fleet.Run = (_, _) =>
        {
            leaves.Cancel();
            return FakeSandboxes.Done();
        };
        ISandboxTemplates templates = Host();

        await FluentActions.Awaiting(() => templates.PrepareAsync(s_template, leaves.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await templates.PrepareAsync(s_template, Cancel)).Snapshot.Should().NotBeNull();
        _fleet.Sandboxes.Values.Count(s => s.Commands.Contains("npm ci")).Should().Be(1);
    }

    [Fact]
    public async Task Snapshot_OfATemplate_HoldsNoCredentials()
    {
        await Host().PrepareAsync(s_template, Cancel);

        _fleet.Snapshots.Single().Files.Should().NotContainKeys(".netrc", ".ssh/id_rsa").And.ContainKey("node_modules/left-pad/index.js");
        _fleet.Snapshots.Single().Files.Values.Should().NotContain(v => v.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_FromATemplate_GivesEachSandboxAnIdentityOfItsOwn()
    {
        ISandboxTemplates templates = Host();

        FakeSandbox[] all = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ => (FakeSandbox)await templates.StartAsync(s_template, NextStart(), Cancel)));

        all.Select(s => s.Contents[".cloudbase/machine-id"]).Should().OnlyHaveUniqueItems();
        all.Select(s => s.Contents[".cloudbase/random-seed"]).Should().OnlyHaveUniqueItems();
        all.Should().AllSatisfy(s => s.Contents[".cloudbase/incarnation"].Should().Be(s.Id.Value));
        _fleet.Starts.Where(s => s.StartId.StartsWith("start-", StringComparison.Ordinal)).Should().OnlyContain(s => s.Snapshot != null && s.Template == null);
    }

    [Fact]
    public async Task Start_RepeatedWithTheSameId_ChangesNothingInWhatIsInUse()
    {
        ISandboxTemplates templates = Host();
        SandboxStart start = NextStart();
        FakeSandbox first = (FakeSandbox)await templates.StartAsync(s_template, start, Cancel);
        string machine = first.Contents[".cloudbase/machine-id"];
        first.Contents[".cloudbase/manifest.json"] = "a stranger wrote here";

        FakeSandbox again = (FakeSandbox)await templates.StartAsync(s_template, start, Cancel);

        again.Should().BeSameAs(first);
        again.IsStopped.Should().BeFalse();
        again.Contents[".cloudbase/machine-id"].Should().Be(machine);
    }

    [Theory]
    [InlineData(4.9, false)]
    [InlineData(5.1, true)]
    [InlineData(-7200, true)]
    public async Task Start_WithAClockThatIsOff_WarnsBeyondFiveSeconds(double seconds, bool warns)
    {
        _fleet.ClockOffset = TimeSpan.FromSeconds(seconds);

        await Host().StartAsync(s_template, NextStart(), Cancel);

        _log.Lines.Any(l => l.Contains("differs from this host's", StringComparison.Ordinal)).Should().Be(warns);
    }

    [Fact]
    public async Task Start_WhenTheSnapshotWasDeleted_PreparesItOnceMore()
    {
        ISandboxTemplates templates = Host();
        PreparedTemplate first = await templates.PrepareAsync(s_template, Cancel);
        await _fleet.DeleteSnapshotAsync(first.Snapshot!.Value, Cancel);

        (await templates.StartAsync(s_template, NextStart(), Cancel)).Should().NotBeNull();

        _fleet.Snapshots.Should().ContainSingle().Which.Snapshot.Id.Should().NotBe(first.Snapshot.Value);
    }

    [Fact]
    public async Task Start_AtAProviderWithoutSnapshots_PreparesEachSandboxOnce()
    {
        _fleet.Capabilities = SandboxCapabilities.None;
        ISandboxTemplates templates = Host();
        SandboxStart start = NextStart();

        (await templates.PrepareAsync(s_template, Cancel)).Snapshot.Should().BeNull();
        FakeSandbox sandbox = (FakeSandbox)await templates.StartAsync(s_template, start, Cancel);
        await templates.StartAsync(s_template, start, Cancel);

        sandbox.Commands.Count(c => c == "npm ci").Should().Be(1);
        sandbox.Contents.Should().ContainKey("node_modules/left-pad/index.js").And.NotContainKey(".netrc");
        await FluentActions.Awaiting(() => templates.StartAsync(s_template with { AllowInternet = true }, NextStart(), Cancel)).Should().ThrowAsync<NotSupportedException>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WhoseFirstReadIsThrottled_SaysThatTheStartHasWorked(bool hasSnapshots)
    {
        _fleet.Capabilities = hasSnapshots ? SandboxCapabilities.Snapshots : SandboxCapabilities.None;
        ISandboxTemplates templates = Host();
        await templates.PrepareAsync(s_template, Cancel);
        _fleet.Reading = _ => throw new CloudThrottledException("slow down", FakeSandboxes.Details() with { RetryAfter = TimeSpan.FromSeconds(45) });

        CloudThrottledException error = (await FluentActions.Awaiting(() => templates.StartAsync(s_template, NextStart(), Cancel)).Should().ThrowAsync<CloudThrottledException>()).Which;

        error.Effect.Should().Be(CloudEffect.Applied);
        error.Details.RetryAfter.Should().Be(TimeSpan.FromSeconds(45));
        error.InnerException.Should().BeOfType<CloudThrottledException>();
        _fleet.Living.Should().ContainSingle("who has its row stops it");
    }

    [Fact]
    public async Task Start_WhoseFirstReadFindsNothing_IsNotTakenForASnapshotThatWasDeleted()
    {
        ISandboxTemplates templates = Host();
        await templates.PrepareAsync(s_template, Cancel);
        int before = _fleet.Starts.Count;
        _fleet.Reading = _ => throw new CloudNotFoundException("no such instance", FakeSandboxes.Details());

        (await FluentActions.Awaiting(() => templates.StartAsync(s_template, NextStart(), Cancel)).Should().ThrowAsync<CloudNotFoundException>()).Which.Effect.Should().Be(CloudEffect.Applied);

        (_fleet.Starts.Count - before).Should().Be(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_RefusedInASandboxThatCannotBeStopped_NamesIt(bool isStopped)
    {
        _fleet.Capabilities = SandboxCapabilities.None;
        _fleet.Run = (_, command) => command == "npm test" ? FakeSandboxes.Done(1, error: "1 failing") : FakeSandboxes.Done();
        _fleet.Stopping = () => _ = isStopped ? 0 : throw new CloudThrottledException("slow down", FakeSandboxes.Details());

        SandboxTemplateException error = (await FluentActions.Awaiting(() => Host().StartAsync(s_template, NextStart(), Cancel)).Should().ThrowAsync<SandboxTemplateException>()).Which;

        error.Stage.Should().Be(SandboxTemplateStage.Check);
        error.Output!.StandardError.Should().Be("1 failing");
        error.Sandbox.Should().Be(_fleet.Living.SingleOrDefault()?.Id);
        _fleet.Living.Should().HaveCount(isStopped ? 0 : 1);
    }

    public void Dispose() => _log.Dispose();

    internal static string RecordOf(string manifest) => SnapshotName.HashOf(Encoding.UTF8.GetBytes(manifest));

    private SandboxStart NextStart() => new() { StartId = $"start-{Interlocked.Increment(ref _starts):D4}" };

    private PreparedSandboxTemplates Host() => TemplateHost.Create(_fleet, _time, _log);
}
