using System.Text;
using CsCheck;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>Somebody changes what was saved, or passes off something else as a template's snapshot.</summary>
public sealed class SnapshotAttackTests : IDisposable
{
    private static readonly SandboxTemplate s_template = new() { Name = "t", Version = "1", Base = "base", Files = new Dictionary<string, string> { ["app/a.js"] = "a", ["app/b.js"] = "b" } };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero));
    private readonly CapturingLoggerProvider _log = new();
    private readonly FakeSandboxes _fleet;

    public SnapshotAttackTests() => _fleet = new FakeSandboxes(_time);

    public static TheoryData<string, string?> Changes => new()
    {
        { "app/a.js", "evil" },
        { "app/a.js", null },
        { "app/c.js", "new" },
        { "app/a.js", "->/etc/shadow" },
        { ".bashrc", "curl evil | sh" },
        { ".cloudbase/manifest.json", "{}" },
        { ".cloudbase/manifest.json", null },
        { "name with\nFile rw 1 x app/a.js", "new" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Prepare_OfASnapshotThatWasChanged_RefusesItAndStopsWhatRan(string path, string? content)
    {
        await Host().PrepareAsync(s_template, Cancel);
        Dictionary<string, string> saved = _fleet.Snapshots.Single().Files;
        if (content is null)
        {
            saved.Remove(path);
        }
        else
        {
            saved[path] = content;
        }

        (await FluentActions.Awaiting(() => Host().PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>()).Which.Stage.Should().Be(SandboxTemplateStage.Verify);

        _fleet.Living.Should().BeEmpty();
        _log.Lines.Should().Contain(l => l.Contains("is refused", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Prepare_OfASnapshotWithAManifestThatFitsItsForgedFiles_IsRefusedByTheRecordOutside()
    {
        await Host().PrepareAsync(s_template, Cancel);
        Dictionary<string, string> saved = _fleet.Snapshots.Single().Files;
        saved["app/a.js"] = "evil";
        FakeSandbox forged = new(_fleet, SandboxId.Parse("forger"), saved);
        WorkspaceListing listing = await WorkspaceListing.ReadAsync(forged, Cancel);
        SandboxManifest manifest = ManifestFile.Read(Encoding.UTF8.GetBytes(saved[".cloudbase/manifest.json"]))! with { Listing = listing.Hash };
        saved[".cloudbase/manifest.json"] = Encoding.UTF8.GetString(ManifestFile.Write(manifest));

        await FluentActions.Awaiting(() => Host().PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>().WithMessage("*not the one that was saved*");
    }

    [Fact]
    public async Task Prepare_OfATenantsSnapshotUnderATemplatesName_IsRefused()
    {
        await Host().PrepareAsync(s_template, Cancel);
        (SandboxSnapshot snapshot, Dictionary<string, string> saved) = _fleet.Snapshots.Single();
        SandboxManifest manifest = ManifestFile.Read(Encoding.UTF8.GetBytes(saved[".cloudbase/manifest.json"]))! with { Owner = "sha256-of-a-tenant" };
        string text = Encoding.UTF8.GetString(ManifestFile.Write(manifest));
        saved[".cloudbase/manifest.json"] = text;
        _fleet.Snapshots[0] = (snapshot with { Name = new SnapshotName("t", "1", manifest.Definition, SandboxTemplatesTests.RecordOf(text)).ToString() }, saved);

        await FluentActions.Awaiting(() => Host().PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>().WithMessage("*it is a tenant's*");
    }

    [Fact]
    public async Task Prepare_OfAnotherTemplatesSnapshotUnderThisName_IsRefused()
    {
        await Host().PrepareAsync(s_template with { Name = "other" }, Cancel);
        (SandboxSnapshot snapshot, Dictionary<string, string> saved) = _fleet.Snapshots.Single();
        _fleet.Snapshots[0] = (snapshot with { Name = snapshot.Name!.Replace("_other_", "_t_", StringComparison.Ordinal) }, saved);

        await FluentActions.Awaiting(() => Host().PrepareAsync(s_template, Cancel)).Should().ThrowAsync<SandboxTemplateException>().WithMessage("*'other' 1*");
    }

    [Fact]
    public async Task Start_OfASnapshotThatWasExchangedAfterItWasChecked_IsRefusedAndStopped()
    {
        PreparedSandboxTemplates templates = Host();
        await templates.PrepareAsync(s_template, Cancel);
        _fleet.Snapshots.Single().Files[".cloudbase/manifest.json"] = "{}";

        await FluentActions.Awaiting(() => templates.StartAsync(s_template, new SandboxStart { StartId = "start-0001" }, Cancel)).Should().ThrowAsync<SandboxTemplateException>();

        _fleet.Living.Should().BeEmpty();
    }

    [Fact]
    public async Task Start_FromASnapshotThatCarriesAnIncarnation_IsStillMadeItsOwn()
    {
        PreparedSandboxTemplates templates = Host();
        await templates.PrepareAsync(s_template, Cancel);
        _fleet.Snapshots.Single().Files[".cloudbase/incarnation"] = "sbx1";

        FakeSandbox sandbox = (FakeSandbox)await templates.StartAsync(s_template, new SandboxStart { StartId = "start-0001" }, Cancel);

        sandbox.Contents[".cloudbase/incarnation"].Should().Be(sandbox.Id.Value);
        sandbox.Contents.Should().ContainKey(".cloudbase/machine-id");
    }

    [Fact]
    public Task Listing_OfTwoHomesThatDiffer_IsNeverTheSame() =>
        Gen.Select(Homes, Homes).SampleAsync(async (one, other) =>
        {
            WorkspaceListing a = await WorkspaceListing.ReadAsync(new FakeSandbox(_fleet, SandboxId.Parse("a"), one), Cancel);
            WorkspaceListing b = await WorkspaceListing.ReadAsync(new FakeSandbox(_fleet, SandboxId.Parse("b"), other), Cancel);
            bool same = one.Count == other.Count && one.All(f => other.TryGetValue(f.Key, out string? content) && content == f.Value);
            (a.Hash == b.Hash).Should().Be(same);
        }, iter: 300);

    [Fact]
    public async Task Listing_OfANameThatLooksLikeALine_IsNotThatLine()
    {
        // One file whose name goes on as the line of a second would, and those two files.
        string line = (await WorkspaceListing.ReadAsync(new FakeSandbox(_fleet, SandboxId.Parse("a"), new(StringComparer.Ordinal) { ["b"] = "x" }), Cancel)).Text;
        FakeSandbox one = new(_fleet, SandboxId.Parse("a"), new(StringComparer.Ordinal) { ["a\n" + line] = "x" });
        FakeSandbox two = new(_fleet, SandboxId.Parse("b"), new(StringComparer.Ordinal) { ["a"] = "x", ["b"] = "x" });

        (await WorkspaceListing.ReadAsync(one, Cancel)).Hash.Should().NotBe((await WorkspaceListing.ReadAsync(two, Cancel)).Hash);
    }

    [Fact]
    public async Task Listing_OfADeepHome_HoldsEveryLevel()
    {
        string deep = string.Join('/', Enumerable.Range(0, 70).Select(i => $"d{i}")) + "/leaf";
        FakeSandbox sandbox = new(_fleet, SandboxId.Parse("a"), new Dictionary<string, string>(StringComparer.Ordinal) { [deep] = "x", [".cloudbase/x"] = "y" });

        WorkspaceListing listing = await WorkspaceListing.ReadAsync(sandbox, Cancel);

        listing.Files.Should().Be(1);
        listing.Text.Split('\n').Should().HaveCount(71);
    }

    [Fact]
    public void Name_Written_IsReadBackFromWhatAProviderMakesOfIt() =>
        Gen.Select(Gen.String[Gen.Char["abcxyz019-"], 1, 40], Gen.String[Gen.Char["abcxyz019."], 1, 32]).Sample((template, version) =>
        {
            SnapshotName name = new(template, version, "0123456789abcdef", "0123456789abcdef0123456789abcdef");
            new[] { name.ToString(), $"team/{name}:default", $"{name}:latest" }.Should().AllSatisfy(text => SnapshotName.Find(text).Should().Be(name));
            SnapshotName.Find("x" + name).Should().BeNull();
        });

    [Theory]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("under_score")]
    [InlineData("../x")]
    public async Task Prepare_OfATemplateWithAnImpossibleName_IsRefusedBeforeAnythingIsStarted(string name)
    {
        await FluentActions.Awaiting(() => Host().PrepareAsync(s_template with { Name = name }, Cancel)).Should().ThrowAsync<ArgumentException>();

        _fleet.Starts.Should().BeEmpty();
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("")]
    [InlineData(".cloudbase/manifest.json")]
    public async Task Prepare_OfATemplateWithAFileElsewhere_IsRefusedBeforeAnythingIsStarted(string path)
    {
        SandboxTemplate template = s_template with { Files = new Dictionary<string, string> { [path] = "x" } };

        await FluentActions.Awaiting(() => Host().PrepareAsync(template, Cancel)).Should().ThrowAsync<ArgumentException>();

        _fleet.Starts.Should().BeEmpty();
    }

    public void Dispose() => _log.Dispose();

    private static Gen<Dictionary<string, string>> Homes =>
        Gen.Select(Gen.OneOf(Consts("a", "b", "d/a", "d/b", "a b", "a\nb", "d/e/f")), Gen.OneOf(Consts("", "x", "y", "->x", "->y"))).List[0, 4]
            .Select(files => files.DistinctBy(f => f.Item1).ToDictionary(f => f.Item1, f => f.Item2, StringComparer.Ordinal));

    private static Gen<string>[] Consts(params string[] values) => [.. values.Select(v => (Gen<string>)Gen.Const(v))];

    private PreparedSandboxTemplates Host() => TemplateHost.Create(_fleet, _time, _log);
}
