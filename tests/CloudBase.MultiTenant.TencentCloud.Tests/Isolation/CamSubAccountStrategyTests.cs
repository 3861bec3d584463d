using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using NSubstitute;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

public sealed class CamSubAccountStrategyTests
{
    [Fact]
    public async Task PrepareAndVerify_NewTenant_GivesOneUserOnePolicyOneKey()
    {
        var bench = new CamBench();

        await bench.PrepareAsync();
        await bench.RunAsync((s, c) => s.VerifyAsync(c, default));

        bench.RequireWorkingAccount();
        bench.Cam.Users.Keys.Should().Equal("cbmt-aabcdefghijklmnopqrs");
        bench.Cam.Policies.Keys.Should().Equal("cbmt-aabcdefghijklmnopqrs");
        bench.User!.Password.Should().BeNull();
        bench.Cam.Users.Keys.Concat(bench.Cam.Policies.Keys).Should().NotContain(n => n.Contains("user-42"), "a tenant's id is personal");
    }

    [Fact]
    public async Task Prepare_UserOfThatNameIsSomebodyElses_ParksAndTouchesNothing()
    {
        var bench = new CamBench();
        await bench.Cam.AddUserAsync("cbmt-aabcdefghijklmnopqrs", "somebody else", null, default);

        Func<Task> act = () => bench.PrepareAsync();

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("NameTaken");
        bench.User!.Keys.Should().BeEmpty();
        bench.User.Attached.Should().BeEmpty();
    }

    [Fact]
    public async Task Prepare_PolicyOfThatNameIsSomebodyElses_ParksAndDoesNotAttachIt()
    {
        var bench = new CamBench();
        await bench.Cam.CreatePolicyAsync("cbmt-aabcdefghijklmnopqrs", "{}", "somebody else's", default);

        Func<Task> act = () => bench.PrepareAsync();

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("NameTaken");
        bench.User!.Attached.Should().BeEmpty();
    }

    [Fact]
    public async Task Prepare_OurPolicyWithOldText_IsBroughtUpToDate()
    {
        var bench = new CamBench();
        await bench.Cam.CreatePolicyAsync("cbmt-aabcdefghijklmnopqrs", """{"version":"2.0","statement":[]}""", "cbmt:" + bench.Tenant.Marker, default);

        await bench.PrepareAsync();

        bench.RequireWorkingAccount();
    }

    [Theory]
    [InlineData(1000, 0, "sub-accounts")]
    [InlineData(0, 1500, "custom policies")]
    public async Task Check_LimitReached_IsRefusedBeforeAnythingIsBought(int users, int policies, string limit)
    {
        var bench = new CamBench { Cam = { Usage = new CamUsage(users, policies) } };

        Func<Task> act = async () => await bench.Strategy().CheckAsync([], default);

        CloudLimitExceededException e = (await act.Should().ThrowAsync<CloudLimitExceededException>()).Which;
        e.Limit.Should().Be(limit);
        e.Effect.Should().Be(CloudEffect.None);
    }

    [Fact]
    public async Task Check_OneBelowTheLimits_Passes()
    {
        var bench = new CamBench { Cam = { Usage = new CamUsage(999, 1499) } };

        (await bench.Strategy().CheckAsync([], default)).Should().Be(1);
    }

    [Fact]
    public async Task Check_PlacesReservedUpToTheLimit_IsRefused()
    {
        var bench = new CamBench { Cam = { Usage = new CamUsage(998, 0) } };

        (await bench.Strategy().CheckAsync(Aliases("a"), default)).Should().Be(1);
        Func<Task> act = async () => await bench.Strategy().CheckAsync(Aliases("a", "b"), default);

        CloudLimitExceededException e = (await act.Should().ThrowAsync<CloudLimitExceededException>()).Which;
        (e.Limit, e.Current).Should().Be(("sub-accounts", 1000L));
        e.Message.Should().Contain("reserved");
    }

    [Fact]
    public async Task Check_ReservedNamesThatAreThereByNow_AreNotCountedTwice()
    {
        var bench = new CamBench(new CamSubAccountOptions { MaxSubAccounts = 3, MaxPolicies = 3 }) { Cam = { Usage = new CamUsage(2, 1) } };
        IReadOnlyCollection<EnvironmentAlias> reserved = Aliases("a", "b");
        await bench.Cam.AddUserAsync(SubAccount.NameOf(reserved.First()), "ours", null, default);
        await bench.Cam.AddUserAsync(SubAccount.NameOf(reserved.Last()), "ours", null, default);
        await bench.Cam.CreatePolicyAsync(SubAccount.NameOf(reserved.First()), "{}", "ours", default);

        (await bench.Strategy().CheckAsync(reserved, default)).Should().Be(1);
    }

    [Theory]
    [InlineData(ProbeOutcome.Unclear)]
    [InlineData(ProbeOutcome.Refused)]
    public async Task Verify_OwnEnvironmentNotReached_IsLookedAtForAWhileThenParks(ProbeOutcome own)
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        DateTimeOffset begun = bench.Time.GetUtcNow();
        bench.Probe = (what, environment) => what == "own" && environment == bench.Environment.Id ? own : null;

        Func<Task> act = () => bench.RunAsync((s, c) => s.VerifyAsync(c, default));

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("NotVerified");
        (bench.Time.GetUtcNow() - begun).Should().BeGreaterThanOrEqualTo(bench.Options.VerifyPatience);
    }

    [Fact]
    public async Task Verify_ResumedAfterItWasParked_IsLookedAtForAWhileAgain()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        DateTimeOffset reached = bench.Time.GetUtcNow() + bench.Options.VerifyPatience + TimeSpan.FromHours(1) + TimeSpan.FromSeconds(5);
        bench.Probe = (what, environment) => what == "own" && environment == bench.Environment.Id && bench.Time.GetUtcNow() < reached ? ProbeOutcome.Unclear : null;

        await bench.RunAsync((s, c) => s.VerifyAsync(c, default), resumes: 1);

        bench.Time.GetUtcNow().Should().BeOnOrAfter(reached);
    }

    [Fact]
    public async Task Verify_UnclearOnceThenReached_Passes()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        int looks = 0;
        bench.Probe = (what, environment) => what == "own" && environment == bench.Environment.Id && ++looks == 1 ? ProbeOutcome.Unclear : null;

        await bench.RunAsync((s, c) => s.VerifyAsync(c, default));

        looks.Should().Be(2);
    }

    [Theory]
    [InlineData("own")]
    [InlineData("denial")]
    public async Task Verify_NeighbourOrForbiddenReadIsOpen_ParksAtOnce(string which)
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        bench.Probe = (what, environment) => what == which && (what == "denial" || environment.Value == CamBench.Management) ? ProbeOutcome.Reached : null;
        DateTimeOffset begun = bench.Time.GetUtcNow();

        Func<Task> act = () => bench.RunAsync((s, c) => s.VerifyAsync(c, default));

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("NotIsolated");
        bench.Time.GetUtcNow().Should().Be(begun);
    }

    [Fact]
    public async Task SuspendThenReactivate_AllKeysOfTheUser_AreOffAndOursComeBack()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        await bench.Cam.CreateAccessKeyAsync(bench.User!.Uin, "by hand", default);

        await bench.RunAsync((s, c) => s.SuspendAsync(c, default));

        bench.User.Keys.Should().OnlyContain(k => !k.Active);
        bench.User.Attached.Should().BeEmpty();

        await bench.RunAsync((s, c) => s.ReactivateAsync(c, default));

        bench.User.Keys.Should().OnlyContain(k => k.Active);
        bench.RequireWorkingAccount(keys: 2);
    }

    [Fact]
    public async Task Reactivate_KeyDeletedMeanwhile_ComesBackWithANewOne()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        await bench.RunAsync((s, c) => s.SuspendAsync(c, default));
        bench.User!.Keys.Clear();

        await bench.RunAsync((s, c) => s.ReactivateAsync(c, default));

        bench.RequireWorkingAccount();
    }

    [Fact]
    public async Task Remove_Tenant_LeavesNothing()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        await bench.Cam.CreateAccessKeyAsync(bench.User!.Uin, "by hand", default);

        await bench.RunAsync((s, c) => s.RemoveAsync(c, default));

        bench.Cam.Users.Should().BeEmpty();
        bench.Cam.Policies.Should().BeEmpty();
        bench.Binding.Should().Be(StepData.Empty);
    }

    [Fact]
    public async Task Remove_BindingThatKnowsNothing_FindsWhatIsOursByName()
    {
        var bench = new CamBench { Cam = { ListLag = TimeSpan.FromSeconds(1) } };
        await bench.PrepareAsync();
        bench.Tenant = bench.Tenant with { Isolation = [bench.Tenant.Isolation[0] with { Data = StepData.Empty }] };

        await bench.RunAsync((s, c) => s.RemoveAsync(c, default));

        bench.Cam.Users.Should().BeEmpty();
        bench.Cam.Policies.Should().BeEmpty();
    }

    [Fact]
    public async Task Remove_UserOfThatNameIsSomebodyElses_LeavesIt()
    {
        var bench = new CamBench();
        await bench.Cam.AddUserAsync("cbmt-aabcdefghijklmnopqrs", "somebody else", null, default);

        await bench.RunAsync((s, c) => s.RemoveAsync(c, default));

        bench.Cam.Users.Should().ContainSingle();
    }

    [Fact]
    public async Task SuspendAndReactivate_PolicyAttachedByHand_IsTakenAwayAndGivenBack()
    {
        var bench = new CamBench(new CamSubAccountOptions { ConsoleLogin = true });
        await bench.PrepareAsync();
        (long kept, long gone) = (await ForeignPolicyAsync("kept"), await ForeignPolicyAsync("deleted meanwhile"));

        await bench.RunAsync((s, c) => s.SuspendAsync(c, default));

        bench.User!.Attached.Should().BeEmpty("who can sign in to the console needs no key");
        await bench.Cam.DeletePolicyAsync(gone, default);
        await bench.RunAsync((s, c) => s.ReactivateAsync(c, default));

        bench.User.Attached.Should().BeEquivalentTo([long.Parse(bench.Binding["policyId"], CultureInfo.InvariantCulture), kept]);
        bench.Binding.Find("foreignPolicies").Should().BeNull();

        async Task<long> ForeignPolicyAsync(string name)
        {
            long id = await bench.Cam.CreatePolicyAsync(name, "{}", "by hand", default);
            await bench.Cam.AttachPolicyAsync(id, bench.User!.Uin, default);
            return id;
        }
    }

    [Fact]
    public async Task Inventory_ForeignKeysAndPolicies_AreNamed()
    {
        var bench = new CamBench();
        await bench.PrepareAsync();
        await bench.Cam.CreateAccessKeyAsync(bench.User!.Uin, "by hand", default);
        long foreign = await bench.Cam.CreatePolicyAsync("somebody's", "{}", "attached by hand", default);
        await bench.Cam.AttachPolicyAsync(foreign, bench.User!.Uin, default);

        IReadOnlyList<string> left = await bench.Strategy().InventoryAsync(
            new IsolationContext
            {
                Tenant = bench.Tenant, Environment = bench.Environment, Binding = bench.Binding, Steps = new StepBench(new StepJournal(bench.Tenant), bench.Time),
            },
            default);

        left.Should().HaveCount(5, "the user, its two keys, its policy and the foreign one are there");
        left.Should().ContainSingle(l => l.Contains("not made by this library")).And.ContainSingle(l => l.Contains("somebody's"));
    }

    [Fact]
    public async Task ConsoleLogin_PasswordOfALostReply_IsTheOneThatWasSet()
    {
        var bench = new CamBench(new CamSubAccountOptions { ConsoleLogin = true });

        await bench.PrepareAsync(call => call == 1 ? CamFault.LostAfter : CamFault.None);

        bench.Protector.TryUnprotect(bench.Binding["password"], SubAccount.PasswordPurpose(bench.Environment.Id), out SecretString? password).Should().BeTrue();
        password!.Reveal().Should().Be(bench.User!.Password!.Reveal());
        bench.Binding["login"].Should().Be("true");
    }

    [Fact]
    public void Names_OfAMillionAliases_AreDifferentAndWithinTheLimits()
    {
        var random = new Random(5);
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<string> aliases = new(StringComparer.Ordinal);
        char[] alias = new char[20];
        for (int i = 0; i < 1_000_000; i++)
        {
            alias[0] = (char)('a' + random.Next(26));
            for (int j = 1; j < alias.Length; j++)
            {
                alias[j] = "abcdefghijklmnopqrstuvwxyz234567"[random.Next(32)];
            }

            aliases.Add(new string(alias));
            names.Add(SubAccount.NameOf(EnvironmentAlias.Parse(new string(alias))));
        }

        names.Should().HaveCount(aliases.Count);
        names.Take(1000).Should().OnlyContain(n => n.Length <= 64 && n.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
    }

    private static EnvironmentAlias[] Aliases(params string[] suffixes) => [.. suffixes.Select(s => EnvironmentAlias.Parse("aabcdefghijklmnopqr" + s))];
}
