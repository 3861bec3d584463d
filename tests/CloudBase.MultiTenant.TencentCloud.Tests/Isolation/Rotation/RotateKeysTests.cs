using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>A rotation of a sub-account's key inside the two that there can be.</summary>
public sealed class RotateKeysTests
{
    [Fact]
    public async Task Rotate_WithOverlap_BothKeysWorkUntilItEnds()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        string old = bench.Binding["keyId"];
        DateTimeOffset begun = bench.Time.GetUtcNow();
        bool bothSeen = false;
        bench.Probe = (_, _) =>
        {
            bothSeen |= bench.User!.Keys.Count(k => k.Active) == 2;
            return null;
        };

        await bench.RunAsync((s, c) => s.RotateKeysAsync(c, default), input: StepData.Empty.With("overlap", "3600"));

        bothSeen.Should().BeTrue();
        (bench.Time.GetUtcNow() - begun).Should().BeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        bench.Binding["keyId"].Should().NotBe(old);
        bench.Binding.Find("previousKeyId").Should().BeNull();
        bench.RequireWorkingAccount();
        bench.User!.Keys.Should().ContainSingle();
    }

    [Fact]
    public async Task Rotate_DuringTheOverlap_TheTenantAlreadyHasTheNewKey()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        string old = bench.Binding["keyId"];
        string? seen = null;
        int round = 0;

        await bench.RunAsync(
            (s, c) =>
            {
                seen = ++round == 2 ? c.Tenant.Isolation[0].Data["keyId"] : seen;
                return s.RotateKeysAsync(c, default);
            },
            input: StepData.Empty.With("overlap", "60"));

        seen.Should().NotBeNull().And.NotBe(old);
    }

    [Fact]
    public async Task Rotate_SecondKeyMadeByHand_ParksAndDeletesNeither()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        await bench.Cam.CreateAccessKeyAsync(bench.User!.Uin, "by hand", default);

        Func<Task> act = () => bench.RunAsync((s, c) => s.RotateKeysAsync(c, default));

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("AccessKeyOverLimit");
        bench.User.Keys.Should().HaveCount(2);
        bench.RequireWorkingAccount(keys: 2);
    }

    [Fact]
    public async Task Rotate_NewKeyNotTaken_KeepsTheOldOne()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        string old = bench.Binding["keyId"];
        bench.Probe = (_, _) => ProbeOutcome.Refused;

        Func<Task> act = () => bench.RunAsync((s, c) => s.RotateKeysAsync(c, default));

        await act.Should().ThrowAsync<ParkSignal>();
        bench.User!.Keys.Should().Contain(k => k.Id == old && k.Active);
        bench.Binding["keyId"].Should().Be(old);
    }

    [Theory]
    [InlineData("by hand")]
    [InlineData("cbmt:op-of-an-older-version")]
    public async Task Rotate_ParkedForWantOfRoom_GoesOnOnceThePersonMadeSome(string description)
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        NewAccessKey other = await bench.Cam.CreateAccessKeyAsync(bench.User!.Uin, description, default);
        bench.Change(d => d.With("previousKeyId", description == "by hand" ? null : other.Id));
        int round = 0;

        await bench.RunAsync(
            async (s, c) =>
            {
                if (++round == 2)
                {
                    bench.User.Keys.Should().Contain(k => k.Id == other.Id, "somebody works with it");
                    await bench.Cam.DeleteAccessKeyAsync(bench.User.Uin, other.Id, default);
                }

                return await s.RotateKeysAsync(c, default);
            },
            resumes: 1);

        round.Should().Be(2);
        bench.RequireWorkingAccount();
    }

    [Fact]
    public async Task Rotate_OlderVersionLeftADeletedKeyInForce_TheOneThatWorksIsNoStray()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        string works = bench.Binding["keyId"];
        bench.Change(d => d.With("keyId", "AKIDgone").With("previousKeyId", works));
        bool isKept = false;

        await bench.RunAsync(
            (s, c) =>
            {
                isKept |= c.Binding["keyId"] != "AKIDgone" && c.Binding.Find("previousKeyId") == works && bench.User!.Keys.Exists(k => k.Id == works);
                return s.RotateKeysAsync(c, default);
            },
            input: StepData.Empty.With("overlap", "600"));

        isKept.Should().BeTrue("it works beside the new one for the time of the overlap");
        bench.User!.Keys.Should().ContainSingle();
        bench.RequireWorkingAccount();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rotate_OlderVersionPutTheNewKeyInForce_ItIsNotUndoneAndTheRotationEnds(bool isResumed)
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        string old = bench.Binding["keyId"];
        var journal = new StepJournal(bench.Tenant);
        StepData input = StepData.Empty.With("overlap", "600");
        await FluentActions.Awaiting(() => RoundAsync()).Should().ThrowAsync<WaitSignal>();
        journal.Steps.Remove("cam.put-in-force");
        bench.Tenant = journal.Tenant;
        bench.Change(d => d.With("previousKey", null));
        journal.Tenant = bench.Tenant;

        await FluentActions.Awaiting(() => RoundAsync()).Should().ThrowAsync<WaitSignal>();

        journal.Steps["cam.create-access-key.1"].Definition!.Compensation.Should().BeOfType<Compensation.Cannot>("nobody knows the secret of the other");
        journal.Steps.Keys.Should().NotContain("cam.put-in-force");
        bench.User!.Keys.Should().Contain(k => k.Id == old);
        if (isResumed)
        {
            bench.Time.Advance(TimeSpan.FromMinutes(10));
            StepData data = await RoundAsync();
            bench.Change(_ => data);
            bench.User.Keys.Should().ContainSingle();
            bench.RequireWorkingAccount();
        }

        async Task<StepData> RoundAsync() => await bench.Strategy().RotateKeysAsync(
            new IsolationContext
            {
                Tenant = journal.Tenant, Environment = bench.Environment, Binding = journal.Tenant.Isolation[0].Data, Input = input,
                Steps = new StepBench(journal, bench.Time),
            },
            default);
    }
}
