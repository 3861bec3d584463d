using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class StoredApiKeysTests
{
    [Fact]
    public async Task GetAsync_ReplyIsLost_FindsTheKeyByNameDeletesItAndIssuesUnderANewName()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        List<string> names = [];
        bench.ApiKeys.AfterCreate = name =>
        {
            names.Add(name);
            return names.Count == 1 ? throw FakeApiKeys.Down(CloudEffect.Unknown) : Task.CompletedTask;
        };

        CredentialLease lease = await GetAsync(bench.NewHost());

        names.Distinct().Should().HaveCount(2);
        bench.ApiKeys.Keys.Should().ContainSingle().Which.Name.Should().Be(names[1]);
        bench.ApiKeys.Works(lease).Should().BeTrue();
        (await bench.RowsAsync()).Should().ContainSingle().Which.KeyName.Should().Be(names[1]);
    }

    [Fact]
    public async Task GetAsync_ReplyIsLostAndTheListLags_TheKeyIsFoundWhenItShows()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bool isLagging = true;
        string? lost = null;
        bench.ApiKeys.IsListed = key => !isLagging || key.Name != lost;
        bench.ApiKeys.AfterCreate = name =>
        {
            if (lost is not null)
            {
                return Task.CompletedTask;
            }

            lost = name;
            throw new TimeoutException("silence");
        };
        CredentialBroker broker = bench.NewHost();
        await GetAsync(broker);
        bench.ApiKeys.Keys.Should().HaveCount(2);
        isLagging = false;

        bench.Time.Advance(TimeSpan.FromHours(3));
        await GetAsync(broker);
        await BrokerBench.UntilAsync(() => broker.Peek(BrokerBench.Id, "mcp") is { IsBusy: false });

        bench.ApiKeys.Keys.Should().NotContain(k => k.Name == lost);
        (await bench.RowsAsync()).Should().NotContain(r => r.KeyName == lost);
    }

    [Fact]
    public async Task GetAsync_OwnerCrashedAfterTheClaim_AnotherHostCleansUpAfterTheClaimAndIssues()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        // A crash: the task that makes the key is never continued, though the cloud made it.
        bench.ApiKeys.AfterCreate = _ => new TaskCompletionSource().Task;
        _ = bench.NewHost("crashed").GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Keys.Count == 1);
        bench.ApiKeys.AfterCreate = _ => Task.CompletedTask;
        DateTimeOffset before = bench.Time.GetUtcNow();

        CredentialLease lease = await bench.PumpAsync(GetAsync(bench.NewHost("next")));

        (bench.Time.GetUtcNow() - before).Should().BeGreaterThan(bench.Credentials.ClaimDuration, "a living owner is not robbed");
        bench.ApiKeys.Keys.Should().ContainSingle().Which.KeyId.Should().Be(lease.Credential.Id);
        (await bench.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(ApiKeySlotState.Issued);
    }

    [Fact]
    public async Task GetAsync_OwnerComesBackAfterItsClaimWasCleanedUp_HandsOutNothingOfIt()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.ApiKeys.AfterCreate = _ => bench.ApiKeys.Creates == 1 ? gate.Task : Task.CompletedTask;
        Task<CredentialLease> slow = GetAsync(bench.NewHost("slow"));
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Keys.Count == 1);
        CredentialLease next = await bench.PumpAsync(GetAsync(bench.NewHost("next")));

        gate.SetResult();
        CredentialLease late = await bench.PumpAsync(slow);

        late.Credential.Id.Should().Be(next.Credential.Id);
        bench.ApiKeys.Works(late).Should().BeTrue();
        bench.ApiKeys.Keys.Should().ContainSingle();
    }

    [Fact]
    public async Task GetAsync_RowItDecidedOnIsGoneAndMadeAnewMeanwhile_TakesTheOthersKeyAndMakesNone()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.ApiKeys.AfterCreate = _ => new TaskCompletionSource().Task;
        _ = bench.NewHost("crashed").GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Keys.Count == 1);
        bench.ApiKeys.AfterCreate = _ => Task.CompletedTask;
        bench.Time.Advance(bench.Credentials.ClaimDuration + bench.Options.Operations.HostClockSkew + TimeSpan.FromSeconds(1));
        var isCleaning = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isClaiming = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.ApiKeys.BeforeDelete = _ =>
        {
            isCleaning.TrySetResult();
            return isClaiming.Task;
        };
        bench.Store.BeforeCommit = changes =>
        {
            if (!changes.Changes.OfType<StoreChange.InsertApiKeySlot>().Any(c => c.Slot.Owner == "late"))
            {
                return Task.CompletedTask;
            }

            isClaiming.TrySetResult();
            return gate.Task;
        };

        // The late host sees the row that the first one is removing, and claims the next generation of it when that is long done.
        Task<CredentialLease> first = GetAsync(bench.NewHost("first"));
        await isCleaning.Task;
        Task<CredentialLease> late = GetAsync(bench.NewHost("late"));
        CredentialLease made = await bench.PumpAsync(first);
        gate.SetResult();
        CredentialLease taken = await bench.PumpAsync(late);

        taken.Credential.Id.Should().Be(made.Credential.Id);
        bench.ApiKeys.Creates.Should().Be(2, "the crashed host made one, and the first of the others one");
        (await bench.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(ApiKeySlotState.Issued);
    }

    [Fact]
    public async Task GetAsync_IssuerIsDownForAHostThatHasNothing_ServesTheStoredKeyWhileItIsValidAndThenFailsClosed()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialLease stored = await GetAsync(bench.NewHost());
        bench.Time.SetUtcNow(stored.ExpiresAt - TimeSpan.FromMinutes(20));
        bench.ApiKeys.BeforeCreate = _ => throw FakeApiKeys.Down();
        CredentialBroker restarted = bench.NewHost("restarted");

        for (int i = 0; i < 10; i++)
        {
            CredentialLease served = await GetAsync(restarted);
            served.Credential.Id.Should().Be(stored.Credential.Id);
            served.Credential.Secret.Should().Be(stored.Credential.Secret);
        }

        bench.ApiKeys.Creates.Should().Be(2, "the issuer is not asked again for each caller");
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        await GetAsync(restarted);
        bench.ApiKeys.Creates.Should().Be(3);
        Func<Task> longer = () => bench.NewHost("demanding").GetAsync(
            BrokerBench.Id, CredentialRequest.ForMcp with { MinimumRemaining = TimeSpan.FromMinutes(20) }).AsTask();
        await longer.Should().ThrowAsync<CredentialUnavailableException>("it ends before that");
        bench.Time.SetUtcNow(stored.ExpiresAt - bench.Options.Provisioning.ClockSkew);
        Func<Task> late = () => GetAsync(bench.NewHost("late"));
        await late.Should().ThrowAsync<CredentialUnavailableException>();
        bench.ApiKeys.BeforeCreate = _ => Task.CompletedTask;
        (await GetAsync(restarted)).Credential.Id.Should().NotBe(stored.Credential.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GetAsync_IssuerIsDown_StoredKeyThatWasRefusedOrCannotBeReadIsNotServed(bool isRefused)
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialLease stored = await GetAsync(bench.NewHost());
        bench.Time.SetUtcNow(stored.ExpiresAt - TimeSpan.FromMinutes(20));
        bench.ApiKeys.BeforeCreate = _ => throw FakeApiKeys.Down();
        bench.Protector.CanRead = isRefused;
        CredentialBroker restarted = bench.NewHost("restarted");
        if (isRefused)
        {
            await restarted.ReportRejectedAsync(stored);
            bench.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Func<Task> get = () => GetAsync(restarted);

        await get.Should().ThrowAsync<CredentialUnavailableException>();
    }

    [Fact]
    public async Task GetAsync_StoredKeyCannotBeReadBack_IsDeletedAndIssuedAgain()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialLease first = await GetAsync(bench.NewHost());
        bench.Protector.CanRead = false;

        CredentialLease second = await GetAsync(bench.NewHost("restarted"));

        second.Credential.Id.Should().NotBe(first.Credential.Id);
        bench.ApiKeys.Keys.Should().ContainSingle().Which.KeyId.Should().Be(second.Credential.Id);
    }

    [Fact]
    public async Task GetAsync_NothingProtectsSecrets_IsRefusedBeforeAKeyIsMade()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.Protector.CanProtect = false;
        Func<Task> get = () => GetAsync(bench.NewHost());

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithInnerException<SecretProtectionException>();
        bench.ApiKeys.Creates.Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_LifetimeUnderTwoHours_IsRefusedBeforeAKeyIsMade()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.Credentials.ApiKeyLifetime = TimeSpan.FromMinutes(119);
        Func<Task> get = () => GetAsync(bench.NewHost());

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*01:59:00*02:00:00*");
        bench.ApiKeys.Creates.Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_CloudSlotsFullOfForeignKeys_NamesTheLimitTheKeysAndTheWayOut()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        for (int i = 1; i <= 5; i++)
        {
            bench.ApiKeys.AddForeign(BrokerBench.Environment, $"person-{i}");
        }

        Func<Task> get = () => GetAsync(bench.NewHost());

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*5 API keys*person-3*Delete a key*")
            .WithInnerException<CloudLimitExceededException>();
        bench.ApiKeys.Keys.Should().HaveCount(5, "what people made is not touched");
        (await bench.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task GetAsync_OwnSlotsFull_NamesThemAndMakesNoKey()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        foreach (string scope in (string[])["a", "b", "c"])
        {
            await GetAsync(broker, scope);
        }

        Func<Task> get = () => GetAsync(broker, "d");

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*All 3 API key slots*scope b*MaxSlots*");
        bench.ApiKeys.Creates.Should().Be(3);
    }

    [Fact]
    public async Task GetAsync_TwoScopesForADayOnThreeSlots_NeverRefusesAndNeverExceedsThem()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker[] hosts = [bench.NewHost("a"), bench.NewHost("b")];
        for (int minute = 0; minute < 24 * 60; minute += 3)
        {
            foreach (CredentialBroker host in hosts)
            {
                foreach (string scope in (string[])["mcp", "agent"])
                {
                    CredentialLease lease = await bench.PumpAsync(GetAsync(host, scope));
                    bench.ApiKeys.Works(lease).Should().BeTrue($"in minute {minute} scope {scope} is handed out");
                    (lease.ExpiresAt - bench.Time.GetUtcNow()).Should().BeGreaterThanOrEqualTo(bench.Credentials.MinimumRemaining);
                    await BrokerBench.UntilAsync(() => host.Peek(BrokerBench.Id, scope) is not { IsBusy: true });
                }
            }

            bench.ApiKeys.Keys.Count.Should().BeLessThanOrEqualTo(bench.Credentials.MaxSlots);
            bench.Time.Advance(TimeSpan.FromMinutes(3));
        }

        bench.ApiKeys.Creates.Should().BeInRange(2 * 24 / 4, 2 * 24 / 4 * 3);
    }

    [Fact]
    public async Task GetAsync_Rotation_KeepsTheOldKeyForThoseWhoHoldIt()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease old = await GetAsync(broker);

        bench.Time.Advance(bench.Credentials.ApiKeyLifetime * 0.71);
        await GetAsync(broker);
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Creates == 2 && broker.Peek(BrokerBench.Id, "mcp") is { IsBusy: false });

        bench.ApiKeys.Works(old).Should().BeTrue();
        (await bench.RowsAsync()).Select(r => (r.Generation, r.State)).Should().Equal((1, ApiKeySlotState.Retiring), (2, ApiKeySlotState.Issued));
    }

    [Fact]
    public async Task GetAsync_RotatedElsewhere_IsAdoptedAndNotRotatedAgain()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker a = bench.NewHost("a");
        CredentialBroker b = bench.NewHost("b");
        CredentialLease first = await GetAsync(a);
        (await GetAsync(b)).Credential.Id.Should().Be(first.Credential.Id);

        await a.ReportRejectedAsync(first);
        await b.ReportRejectedAsync(first);

        (await GetAsync(a)).Credential.Id.Should().Be("key-2");
        (await GetAsync(b)).Credential.Id.Should().Be("key-2");
        bench.ApiKeys.Creates.Should().Be(2);
        bench.ApiKeys.Keys.Should().ContainSingle("the refused key is deleted");
    }

    [Fact]
    public async Task GetAsync_LongMinimumWasPromised_TheKeyIsNotDeletedToMakeRoom()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await GetAsync(broker);
        CredentialLease held = await broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = "mcp", MinimumRemaining = TimeSpan.FromHours(3.9) });
        held.Credential.Id.Should().Be("key-1");
        bench.Time.Advance(TimeSpan.FromHours(2.9));
        await GetAsync(broker);
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Creates == 2 && broker.Peek(BrokerBench.Id, "mcp") is { IsBusy: false });
        await GetAsync(broker, "b");

        bench.Time.Advance(TimeSpan.FromMinutes(30));
        Func<Task> get = () => GetAsync(broker, "c");

        await get.Should().ThrowAsync<CredentialUnavailableException>();
        bench.ApiKeys.Works(held).Should().BeTrue();
    }

    [Fact]
    public async Task GetAsync_CrashAfterEveryCommit_LeavesNothingBehindForEver()
    {
        for (int crashAt = 1; crashAt <= 4; crashAt++)
        {
            using BrokerBench bench = await new BrokerBench(crashAt).WithTenantAsync();
            int commits = 0;
            int last = crashAt;
            bench.Store.BeforeCommit = _ => ++commits == last ? new TaskCompletionSource().Task : Task.CompletedTask;
            Task<CredentialLease> crashed = GetAsync(bench.NewHost("crashed"));
            await BrokerBench.UntilAsync(() => commits == last || crashed.IsCompleted);
            bench.Store.BeforeCommit = _ => Task.CompletedTask;

            CredentialLease lease = await bench.PumpAsync(GetAsync(bench.NewHost("next")));

            bench.ApiKeys.Works(lease).Should().BeTrue();
            bench.ApiKeys.Keys.Should().ContainSingle($"after a crash at commit {crashAt} no key is left behind");
            (await bench.RowsAsync()).Should().ContainSingle();
        }
    }

    private static Task<CredentialLease> GetAsync(CredentialBroker broker, string scope = "mcp") =>
        broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = scope }).AsTask();
}
