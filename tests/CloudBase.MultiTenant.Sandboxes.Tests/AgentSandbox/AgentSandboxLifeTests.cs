using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using static CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox.ScriptedAgs;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class AgentSandboxLifeTests
{
    private const string List = "DescribeSandboxInstanceList";
    private const string Pause = "PauseSandboxInstance";
    private const string Resume = "ResumeSandboxInstance";
    private const string Update = "UpdateSandboxInstance";
    private const string Stop = "StopSandboxInstance";

    private static readonly SandboxId s_id = SandboxId.Parse("aaaabbbb");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("STARTING", SandboxState.Starting)]
    [InlineData("RUNNING", SandboxState.Running)]
    [InlineData("PAUSING", SandboxState.Pausing)]
    [InlineData("PAUSED", SandboxState.Paused)]
    [InlineData("RESUMING", SandboxState.Resuming)]
    [InlineData("RESUME_FAILED", SandboxState.Paused)]
    [InlineData("STOPPING", SandboxState.Stopping)]
    [InlineData("STOPPED", SandboxState.Stopped)]
    [InlineData("FAILED", SandboxState.Failed)]
    [InlineData("STARTING_FAILED", SandboxState.Failed)]
    [InlineData("PAUSE_FAILED", SandboxState.Unknown)]
    [InlineData("STOPPING_FAILED", SandboxState.Unknown)]
    [InlineData("HIBERNATING_DEEPLY", SandboxState.Unknown)]
    public async Task Find_OfAnyState_KeepsTheProvidersWordForIt(string status, SandboxState state)
    {
        using AgsHost host = new(new ScriptedAgs().On(List, Listed(Instance(s_id.Value, status))));

        SandboxInfo? info = await host.Provider.FindAsync(s_id, Cancel);

        info!.State.Should().Be(state);
        info.ProviderState.Should().Be(status);
    }

    [Theory]
    [InlineData("manual", SandboxEndReason.Stopped)]
    [InlineData("timeout", SandboxEndReason.Expired)]
    [InlineData("error", SandboxEndReason.ProviderFailure)]
    [InlineData("system", SandboxEndReason.ProviderFailure)]
    [InlineData("eclipse", SandboxEndReason.Unknown)]
    public async Task Connect_ToAStoppedInstance_SaysWhyItEnded(string reason, SandboxEndReason end)
    {
        using AgsHost host = new(new ScriptedAgs().On(List, Listed(Instance(s_id.Value, "STOPPED", $",\"StopReason\":\"{reason}\""))));

        (await FluentActions.Awaiting(() => host.Provider.ConnectAsync(s_id, Cancel)).Should().ThrowAsync<SandboxLostException>()).Which.Reason.Should().Be(end);
    }

    [Theory]
    [InlineData("ResourceNotFound.SandboxInstance")]
    [InlineData("InvalidParameterValue.InstanceIds")]
    public async Task Find_OfAnInstanceThatIsForgotten_IsNull(string code)
    {
        using AgsHost host = new(new ScriptedAgs().On(List, Error(code)));

        (await host.Provider.FindAsync(s_id, Cancel)).Should().BeNull();
        await FluentActions.Awaiting(() => host.Provider.ConnectAsync(s_id, Cancel)).Should().ThrowAsync<SandboxLostException>();
    }

    [Fact]
    public async Task List_ThatChangesWhileItIsRead_MissesNothingAndRepeatsNothing()
    {
        // Between the first page and the second, the first instance ended: what stood third moved to the second place, which was read already.
        ScriptedAgs cloud = new ScriptedAgs().On(
            List,
            Page(3, Instance("i1", "RUNNING"), Instance("i2", "RUNNING")),
            Page(2),
            Page(2, Instance("i2", "RUNNING"), Instance("i3", "RUNNING")),
            Page(2));
        using AgsHost host = new(cloud);

        List<string> ids = await host.Provider.ListAsync(new SandboxQuery { PageSize = 2 }, Cancel).Select(i => i.Id.Value).ToListAsync(Cancel);

        ids.Should().Equal("i1", "i2", "i3");
    }

    [Fact]
    public async Task List_ByLabelAndState_LeavesOutWhatEndedAndWhatIsOthers()
    {
        const string Mine = """,{"Name":"pool","Value":"p1"}""";
        ScriptedAgs cloud = new ScriptedAgs().On(List, Listed(
            Instance("i1", "RUNNING", Labels(Mine)), Instance("i2", "STOPPED", Labels(Mine)), Instance("i3", "PAUSED", Labels(Mine)), Instance("i4", "RUNNING", Labels(string.Empty)), Instance("i5", "RUNNING")));
        using AgsHost host = new(cloud);
        SandboxQuery mine = new() { Metadata = new Dictionary<string, string> { ["pool"] = "p1" } };

        (await host.Provider.ListAsync(mine, Cancel).Select(i => i.Id.Value).ToListAsync(Cancel)).Should().Equal("i1", "i3");
        (await host.Provider.ListAsync(mine with { States = [SandboxState.Paused] }, Cancel).Select(i => i.Id.Value).ToListAsync(Cancel)).Should().Equal("i3");
    }

    [Fact]
    public async Task Pause_ThatTakesItsTime_IsWaitedFor()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Pause, ",\"InstanceStatus\":\"PAUSING\"").On(List, Listed(Instance(s_id.Value, "PAUSING")), Listed(Instance(s_id.Value, "PAUSED")));
        using AgsHost host = new(cloud);

        await host.Provider.PauseAsync(s_id, SandboxPauseMode.DiskOnly, Cancel);

        cloud.BodiesOf(Pause).Should().ContainSingle().Which.GetRawText().Should().Be("""{"InstanceId":"aaaabbbb","Memory":false}""");
    }

    [Fact]
    public async Task Pause_ThatLeavesItRunning_IsAConflictAndNotAWaitForEver()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Pause, ",\"InstanceStatus\":\"PAUSING\"").On(List, Listed(Instance(s_id.Value, "PAUSING")), Listed(Instance(s_id.Value, "RUNNING")));
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.PauseAsync(s_id, SandboxPauseMode.KeepMemory, Cancel)).Should().ThrowAsync<CloudConflictException>()).WithMessage("*RUNNING*");
    }

    [Fact]
    public async Task Resume_ThatFails_IsAConflictWithTheProvidersWord()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Resume, string.Empty).On(List, Listed(Instance(s_id.Value, "RESUMING")), Listed(Instance(s_id.Value, "RESUME_FAILED")));
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.ResumeAsync(s_id, null, Cancel)).Should().ThrowAsync<CloudConflictException>()).WithMessage("*RESUME_FAILED*");
    }

    [Fact]
    public async Task Pause_OfWhatIsPaused_Succeeds()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Pause, Error("UnsupportedOperation.SandboxInstance")).On(List, Listed(Instance(s_id.Value, "PAUSED")));
        using AgsHost host = new(cloud);

        await host.Provider.PauseAsync(s_id, SandboxPauseMode.KeepMemory, Cancel);
    }

    [Fact]
    public async Task Pause_ThatFails_IsAConflictWithTheProvidersWord()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Pause, ",\"InstanceStatus\":\"PAUSING\"").On(List, Listed(Instance(s_id.Value, "PAUSE_FAILED")));
        using AgsHost host = new(cloud);

        (await FluentActions.Awaiting(() => host.Provider.PauseAsync(s_id, SandboxPauseMode.KeepMemory, Cancel)).Should().ThrowAsync<CloudConflictException>()).WithMessage("*PAUSE_FAILED*");
    }

    [Theory]
    [InlineData(Pause)]
    [InlineData(Resume)]
    [InlineData(Update)]
    public async Task AnyChange_OfAnInstanceThatIsGone_SaysThatItIsLost(string action)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(action, Error("ResourceNotFound.SandboxInstance")).On(List, Listed());
        using AgsHost host = new(cloud);

        await FluentActions.Awaiting(() => action switch
        {
            Pause => host.Provider.PauseAsync(s_id, SandboxPauseMode.KeepMemory, Cancel),
            Resume => host.Provider.ResumeAsync(s_id, null, Cancel),
            _ => host.Provider.ExtendAsync(s_id, TimeSpan.FromMinutes(1), Cancel),
        }).Should().ThrowAsync<SandboxLostException>();
    }

    [Fact]
    public async Task Resume_OfAPausedInstance_GivesItALifetimeAndWaitsUntilItRuns()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Resume, string.Empty).On(List, Listed(Instance(s_id.Value, "RESUMING")), Listed(Instance(s_id.Value, "RUNNING")));
        using AgsHost host = new(cloud);

        await host.Provider.ResumeAsync(s_id, TimeSpan.FromHours(1), Cancel);

        cloud.BodiesOf(Resume).Should().ContainSingle().Which.GetProperty("Timeout").GetString().Should().Be("1h0m0s");
        cloud.Count(List).Should().Be(2);
    }

    [Fact]
    public async Task Resume_OfWhatRuns_GivesItTheLifetime()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Resume, Error("UnsupportedOperation.SandboxInstance")).On(Update, string.Empty).On(List, Listed(Instance(s_id.Value, "RUNNING")));
        using AgsHost host = new(cloud);

        await host.Provider.ResumeAsync(s_id, TimeSpan.FromMinutes(10), Cancel);

        cloud.BodiesOf(Update).Should().ContainSingle().Which.GetProperty("Timeout").GetString().Should().Be("10m0s");
    }

    [Fact]
    public async Task Extend_OfAPausedInstance_SaysThatItIsPaused()
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Update, Error("UnsupportedOperation.SandboxInstance")).On(List, Listed(Instance(s_id.Value, "PAUSED")));
        using AgsHost host = new(cloud);

        await FluentActions.Awaiting(() => host.Provider.ExtendAsync(s_id, TimeSpan.FromMinutes(1), Cancel)).Should().ThrowAsync<SandboxPausedException>();
    }

    [Theory]
    [InlineData("", "RUNNING", true)]
    [InlineData("ResourceNotFound.SandboxInstance", "RUNNING", false)]
    [InlineData("UnsupportedOperation.SandboxInstance", "STOPPED", false)]
    public async Task Stop_OfAnInstance_SaysWhetherItWasThere(string error, string status, bool wasThere)
    {
        ScriptedAgs cloud = new ScriptedAgs().On(Stop, error.Length == 0 ? string.Empty : Error(error)).On(List, Listed(Instance(s_id.Value, status)), Listed(Instance(s_id.Value, "STOPPING")), Listed(Instance(s_id.Value, "STOPPED")));
        using AgsHost host = new(cloud);

        (await host.Provider.StopAsync(s_id, Cancel)).Should().Be(wasThere);
    }

    [Fact]
    public void EveryAction_IsDeclaredWithWhatMayBeRepeated()
    {
        AgsActions.DescribeSandboxInstanceList.Safety.Should().Be(TencentCloud.CallSafety.Safe);
        AgsActions.DescribeSandboxToolList.Safety.Should().Be(TencentCloud.CallSafety.Safe);
        AgsActions.StartSandboxInstance.Safety.Should().Be(TencentCloud.CallSafety.Idempotent, "its client token makes it so");
        AgsActions.StartSandboxInstance.Effects.Should().BeEmpty("what FailedOperation has changed is unknown");
    }

    private static string Page(int total, params string[] instances) => $$""","InstanceSet":[{{string.Join(',', instances)}}],"TotalCount":{{total}}""";

    private static string Labels(string more) => $$""","Metadata":[{"Name":"who","Value":"me"}{{more}}]""";
}
