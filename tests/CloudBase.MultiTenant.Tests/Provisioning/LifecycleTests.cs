using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

public sealed class LifecycleTests
{
    [Theory]
    [InlineData("baas_personal", "Nobody", null, typeof(CloudInvalidRequestException))]
    [InlineData("no_such_package", "Fake", null, typeof(CloudInvalidRequestException))]
    [InlineData("baas_personal", "Fake", 13, typeof(CloudInvalidRequestException))]
    [InlineData("baas_personal", "Fake", -1, typeof(CloudLimitExceededException))]
    public async Task EnsureAsync_BadInputOrNoRoom_IsRefusedAndLeavesNothing(string package, string isolation, int? period, Type error)
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { MaxEnvironments = period == -1 ? 0 : 10 });
        var spec = new TenantSpec { PackageId = package, Isolation = new IsolationKind(isolation), PeriodMonths = period == -1 ? null : period };

        Exception thrown = (await Record.ExceptionAsync(() => world.NewHost().Provisioner.EnsureAsync(Verbs.User, spec).AsTask()))!;

        thrown.Should().BeOfType(error);
        (await world.TenantsAsync()).Should().BeEmpty();
        (await world.OperationsAsync()).Should().BeEmpty();
        world.Cloud.Ledger.Should().BeEmpty();
        world.Cloud.Markers.Should().BeEmpty();
    }

    [Fact]
    public async Task RotateKeysAsync_OverlapLongerThanTheRule_IsRefusedAndLongerThanTheDeadlineIsGivenItsTime()
    {
        SimulatedWorld world = await ActiveAsync();
        SimulatedHost host = world.NewHost(configure: o => o.Provisioning.Deadline = TimeSpan.FromMinutes(1));
        var tooLong = new RotateKeysOptions { Overlap = RotateKeysOptions.MaxOverlap + TimeSpan.FromSeconds(1), Patience = TimeSpan.Zero };

        await host.Provisioner.Invoking(p => p.RotateKeysAsync(Verbs.User, tooLong).AsTask()).Should().ThrowAsync<ArgumentOutOfRangeException>();
        (await world.OperationsAsync()).Should().NotContain(o => o.Kind == OperationKind.RotateKeys);

        await Record.ExceptionAsync(() => host.Provisioner.RotateKeysAsync(
            Verbs.User, new RotateKeysOptions { Overlap = RotateKeysOptions.MaxOverlap, Patience = TimeSpan.Zero }).AsTask());
        TenantOperation rotation = (await world.OperationsAsync()).Single(o => o.Kind == OperationKind.RotateKeys);
        (rotation.Deadline - rotation.CreatedAt).Should().Be(TimeSpan.FromMinutes(1) + RotateKeysOptions.MaxOverlap);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Suspend_KeysMadeByHand_AreNamedOrDeleted(bool deletes)
    {
        SimulatedWorld world = await ActiveAsync();
        EnvironmentId environment = (await world.TenantsAsync()).Single().EnvironmentId!.Value;
        world.ForeignKeys.Add(environment, "by-hand");
        world.ForeignKeys.Add(environment, "web-page", isPublishable: true);
        world.ForeignKeys.Add(EnvironmentId.Parse("neighbour-1"), "neighbours");
        SimulatedHost host = world.NewHost();
        var suspend = new SuspendOptions { DeleteForeignKeys = deletes, Patience = TimeSpan.Zero };
        await Record.ExceptionAsync(() => host.Provisioner.SuspendAsync(Verbs.User, suspend).AsTask());
        await world.RunToEndAsync(host);

        SuspendResult suspended = await host.Provisioner.SuspendAsync(Verbs.User, suspend);

        if (deletes)
        {
            suspended.StillOpen.Should().BeEmpty();
            world.ForeignKeys.Ids.Should().Equal("id-of-neighbours");
        }
        else
        {
            suspended.StillOpen.Should().HaveCount(2).And.ContainSingle(k => k.Contains("API key 'by-hand'")).And.ContainSingle(k => k.Contains("publishable key 'web-page'"));
            world.ForeignKeys.Ids.Should().HaveCount(3, "nothing is deleted unasked");
        }
    }

    [Fact]
    public async Task Suspend_EnvironmentGoesWhileKeysMadeByHandAreDeleted_EndsWell()
    {
        SimulatedWorld world = await ActiveAsync();
        world.ForeignKeys.Add((await world.TenantsAsync()).Single().EnvironmentId!.Value, "by-hand");
        world.ForeignKeys.DeletionRefusal = static () => FakeCloudErrors.NotFound("DeleteApiKey");
        SimulatedHost host = world.NewHost();

        await Record.ExceptionAsync(() => host.Provisioner.SuspendAsync(Verbs.User, new SuspendOptions { DeleteForeignKeys = true, Patience = TimeSpan.Zero }).AsTask());
        await world.RunToEndAsync(host);

        (await world.TenantsAsync()).Single().State.Should().Be(TenantState.Suspended);
    }

    [Fact]
    public async Task EnsureAsync_AnotherSpec_IsAConflict()
    {
        SimulatedWorld world = await ActiveAsync();

        Func<Task> act = () => world.NewHost().Provisioner.EnsureAsync(Verbs.User, new TenantSpec { PackageId = "baas_other" }).AsTask();

        (await act.Should().ThrowAsync<TenantSpecConflictException>()).Which.Existing.PackageId.Should().Be("baas_personal");
    }

    [Fact]
    public async Task Provision_PlainRun_TakesAtMostTenCommitsAndAuditsEveryCall()
    {
        var world = new SimulatedWorld();
        int commits = 0;
        IMultiTenantStore store = world.Store;
        world.Store = Intercepted<IMultiTenantStore>.Wrap(store, (method, _) =>
        {
            commits += method == nameof(IMultiTenantStore.CommitAsync) ? 1 : 0;
            return null;
        });
        SimulatedHost host = world.NewHost(configure: o => o.Operations.RunPump = true);
        await host.Get<StoreGate>().OpenAsync(default);
        commits = 0;

        await host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default);

        // Reserve; intents of marker, order, user, policy and key; receipts of order, user and key, which happen once; the end.
        commits.Should().BeLessThanOrEqualTo(10);
        IReadOnlyList<AuditRecord> audit = await store.ReadAuditAsync(0, 100, default);
        foreach (string action in new[] { "marker:ensure", "environment:order", "fake:AddUser", "fake:policy", "fake:AddKey" })
        {
            audit.Where(a => a.Action == action).Select(a => a.Outcome).Should().Equal(AuditOutcome.Intent, AuditOutcome.Applied);
        }
    }

    [Fact]
    public async Task SuspendAndReactivate_ActiveTenant_TakesAccessAwayAndGivesItBack()
    {
        SimulatedWorld world = await ActiveAsync();
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "suspend");
        await world.RunToEndAsync(host);
        FakeEnvironment environment = world.Cloud.Environments.Single();
        environment.RequestLimit.Should().Be(1);
        world.Identities.Users.Values.Single().IsEnabled.Should().BeFalse();
        world.Broker.Revocations.Should().Be(1);
        SuspendResult again = await host.Provisioner.SuspendAsync(Verbs.User, SuspendOptions.Default);
        again.StillPaidUntil.Should().Be(environment.PaidUntil);
        await Assert.ThrowsAsync<TenantStateException>(() => host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default).AsTask());

        await Verbs.StartAsync(host, "reactivate");
        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
        environment.RequestLimit.Should().BeNull();
        world.Identities.Users.Values.Single().IsEnabled.Should().BeTrue();
    }

    [Fact]
    public async Task Deprovision_BudgetExhausted_ParksUntilTheNextMonthAndThenReleasesTheTag()
    {
        SimulatedWorld world = await ActiveAsync(new FakeCloudOptions { MaxDeletionsMonthly = 0 });
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "deprovision");
        await world.RunToEndAsync(host);
        TenantOperation parked = (await world.OperationsAsync()).Single(o => o.State == OperationState.Parked);
        parked.Problem!.Code.Should().Be(ProblemCodes.DeletionBudget);
        world.Cloud.Calls.Should().NotContain("DestroyEnv");

        world.Cloud.Options.MaxDeletionsMonthly = 1;
        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);
        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        tenant.State.Should().Be(TenantState.Deprovisioned);
        tenant.PurgeExpectedAt.Should().Be(world.Cloud.Environments.Single().IsolatedAt + TimeSpan.FromDays(7));
        world.Identities.Users.Should().BeEmpty();
        world.Cloud.Markers.Should().ContainSingle();

        await world.RunToEndAsync(host, within: TimeSpan.FromDays(30));
        world.Cloud.Markers.Should().BeEmpty();
        (await world.OperationsAsync()).Should().OnlyContain(o => o.State == OperationState.Succeeded);
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        (await host.Directory.GetAsync(Verbs.User)).Should().Match<Tenant>(t => t.State == TenantState.Active && t.Key.Generation == 2);
    }

    [Theory]
    [InlineData("deprovision", TenantState.Deprovisioned)]
    [InlineData("suspend", TenantState.Parked)]
    public async Task Revoke_IsolatedEnvironmentRefusesToShowItsKeys_RemovalGoesOnAndNamesThemSuspensionAsks(string verb, TenantState state)
    {
        SimulatedWorld world = await ActiveAsync();
        SimulatedHost host = world.NewHost();
        world.Broker.Refusal = static () => FakeCloudErrors.Isolated("DescribeApiKeyList");
        world.ForeignKeys.Refusal = static () => FakeCloudErrors.Isolated("DescribeApiKeyList");

        await Verbs.StartAsync(host, verb);
        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(state);
        TenantOperation operation = (await world.OperationsAsync()).Single(o => o.Kind.ToString().Equals(verb, StringComparison.OrdinalIgnoreCase));
        operation.State.Should().Be(state == TenantState.Deprovisioned ? OperationState.Succeeded : OperationState.Parked);
        if (state == TenantState.Deprovisioned)
        {
            operation.Result!.ToJson().Should().Contain("could not be listed");
            world.Identities.Users.Should().BeEmpty();
        }
    }

    [Theory]
    [InlineData(CloudFault.NoBalance, typeof(CloudPaymentException))]
    [InlineData(CloudFault.SoldOut, typeof(CloudSoldOutException))]
    [InlineData(CloudFault.LimitReached, typeof(CloudLimitExceededException))]
    public async Task Provision_OrderRefusedForGood_ParksWithTheTypedErrorAndResumes(CloudFault fault, Type error)
    {
        var world = new SimulatedWorld();
        bool isBroken = true;
        world.Cloud.Faults = a => a == "CreateEnv" && isBroken ? fault : CloudFault.None;
        SimulatedHost host = world.NewHost(configure: o => o.Operations.RunPump = true);

        Exception thrown = (await Record.ExceptionAsync(() => host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default).AsTask()))!;
        thrown.Should().BeOfType(error);
        var parked = (TenantParkedException)thrown.InnerException!;
        isBroken = false;
        await host.Operations.ResumeAsync(parked.Operation);
        (await host.Operations.WaitAsync(parked.Operation)).State.Should().Be(OperationState.Succeeded);

        world.Cloud.Ledger.Should().ContainSingle();
        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Provision_OrderInvalid_FailsTypedAndTheTenantMayBeginAgain()
    {
        var world = new SimulatedWorld();
        bool isBroken = true;
        world.Cloud.Faults = a => a == "CreateEnv" && isBroken ? CloudFault.Invalid : CloudFault.None;
        SimulatedHost host = world.NewHost(configure: o => o.Operations.RunPump = true);

        await Assert.ThrowsAsync<CloudInvalidRequestException>(() => host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default).AsTask());
        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Cancelled);
        world.Cloud.Markers.Should().BeEmpty();
        isBroken = false;

        (await host.Provisioner.EnsureAsync(Verbs.User, TenantSpec.Default)).Key.Generation.Should().Be(2);
    }

    [Fact]
    public async Task Provision_DeliveryFails_ParksAndCancelLetsItBeginAgain()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { DeliveriesFail = true });
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        TenantOperation parked = (await world.OperationsAsync()).Single();
        parked.Problem!.Code.Should().Be(ProblemCodes.DeliveryFailed);

        await host.Operations.CancelAsync(parked.Id);
        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Cancelled);
    }

    [Fact]
    public async Task Provision_UnknownStatus_WaitsUntilTheDeadlineThenParksAndGoesOnWhenResumed()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ReadyDelay = TimeSpan.FromSeconds(5) });
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.Environments.Single().StatusOverride = "POLISHING";
        await world.RunToEndAsync(host);
        TenantOperation parked = (await world.OperationsAsync()).Single();
        parked.Problem!.Code.Should().Be(ProblemCodes.NotDelivered);
        parked.Problem.Message.Should().Contain("POLISHING");

        world.Cloud.Environments.Single().StatusOverride = null;
        await host.Operations.ResumeAsync(parked.Id);
        await world.RunToEndAsync(host);

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Resume_StepThatWasParked_IsTriedSinceThen()
    {
        List<(StepAttempt Attempt, DateTimeOffset At)> seen = [];
        var world = new SimulatedWorld();
        world.PolicyIsTaken = attempt =>
        {
            seen.Add((attempt, world.Time.GetUtcNow()));
            return seen.Count < 3;
        };
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        for (int i = 0; i < 3; i++)
        {
            await world.RunToEndAsync(host);
            world.Time.Advance(TimeSpan.FromHours(1));
            await host.Operations.ResumeAsync((await world.OperationsAsync()).Single().Id);
        }

        seen.Select(s => s.Attempt.TriedSince).Should().Equal(seen.Select(s => s.At)).And.OnlyHaveUniqueItems();
        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Cancel_AfterTheOrder_KeepsTheEnvironmentUndoesTheRestAndSaysSo()
    {
        var world = new SimulatedWorld { VerifyIsUnclear = static () => true };
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        TenantOperation operation = (await world.OperationsAsync()).Single();
        operation.State.Should().Be(OperationState.Waiting);

        await host.Operations.CancelAsync(operation.Id);
        await world.RunToEndAsync(host);

        (await host.Operations.FindAsync(operation.Id))!.State.Should().Be(OperationState.Cancelled);
        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        tenant.State.Should().Be(TenantState.Parked);
        tenant.StateReason.Should().Contain("Deprovision");
        world.Identities.Users.Should().BeEmpty();
        IReadOnlyList<JournalEntry> journal = await world.Store.ReadJournalAsync(operation.Id, 0, default);
        journal.Should().Contain(e => e.Kind == JournalEntryKind.NotCompensated && e.Step == "environment.order" && e.Note!.Contains("paid"));
        journal.Should().Contain(e => e.Kind == JournalEntryKind.Compensated && e.Step == "fake.user");
        await Verbs.StartAsync(host, "deprovision");
        await world.RunToEndAsync(host);
        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Deprovisioned);
    }

    [Fact]
    public async Task Cancel_WhileTheOrderIsUnknown_SettlesItFirst()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ListLag = TimeSpan.FromSeconds(60) });
        bool isDone = false;
        world.Cloud.Faults = a => a == "CreateEnv" && !isDone && (isDone = true) ? CloudFault.LostAfter : CloudFault.None;
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        TenantOperation operation = (await world.OperationsAsync()).Single();
        await host.Operations.CancelAsync(operation.Id);

        await world.RunToEndAsync(host);

        (await host.Operations.FindAsync(operation.Id))!.State.Should().Be(OperationState.Cancelled);
        (await host.Directory.GetAsync(Verbs.User)).EnvironmentId.Should().Be(world.Cloud.Environments.Single().Id);
        await EndState.CheckMoneyAsync(world);
    }

    [Theory]
    [InlineData(RenewalPolicy.Managed)]
    [InlineData(RenewalPolicy.Auto)]
    public async Task FortyDays_WantedTenantsDoNotLapseAndParkedOnesDoNotRenew(RenewalPolicy policy)
    {
        var world = new SimulatedWorld { Configure = o => o.Renewal.Policy = policy };
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        world.VerifyIsUnclear = static () => true;
        SimulatedHost doubtful = world.NewHost("doubtful");
        await Record.ExceptionAsync(() => doubtful.Provisioner.EnsureAsync(
            TenantId.Parse("never-verified"), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero }).AsTask());
        await world.RunToEndAsync(doubtful);
        (await doubtful.Directory.GetAsync(TenantId.Parse("never-verified"))).State.Should().Be(TenantState.Parked);

        for (int hour = 0; hour < 40 * 24; hour += 6)
        {
            world.Time.Advance(TimeSpan.FromHours(6));
            world.Cloud.Settle();
            await world.RunToEndAsync(host);
        }

        Tenant wanted = await host.Directory.GetAsync(Verbs.User);
        FakeEnvironment kept = world.Cloud.Environments.Single(e => e.Id == wanted.EnvironmentId);
        kept.IsolatedAt.Should().BeNull();
        kept.PaidUntil.Should().BeAfter(world.Time.GetUtcNow());
        world.Cloud.Ledger.Where(l => l.Environment == kept.Id && l.Kind != "create").Should().ContainSingle();
        FakeEnvironment parked = world.Cloud.Environments.Single(e => e.Id != kept.Id);
        parked.IsolatedAt.Should().NotBeNull();
        world.Cloud.Ledger.Where(l => l.Environment == parked.Id).Should().ContainSingle();
    }

    private static async Task<SimulatedWorld> ActiveAsync(FakeCloudOptions? cloud = null)
    {
        var world = new SimulatedWorld(cloud: cloud);
        SimulatedHost host = world.NewHost("arranger");
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        return world;
    }
}
