using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>An upgrade whose operations go on when its caller's patience ends: neither done nor failed, and nothing of them is done twice.</summary>
public sealed class UpgradePendingTests
{
    private static readonly TemplateUpgradeOptions s_options = new() { TenantsPerMinute = 6000, MaxConcurrency = 1 };

    private readonly TemplateWorld _world = new();
    private readonly SimulatedHost _host;

    public UpgradePendingTests() => _host = _world.Inner.NewHost(configure: static o => o.Provisioning.Patience = TimeSpan.Zero);

    [Fact]
    public async Task Upgrade_WhoseOperationsGoOn_SaysWhichAndWhenToAskAgainAndCountsNoneAsFailed()
    {
        await _world.AddTenantsAsync(2);

        List<TemplateUpgradeProgress> turns = await UpgradeAsync();

        turns.Select(t => (t.Outcome, t.Done, t.Failed, t.Pending, t.Total)).Should().Equal(
            (TemplateUpgradeOutcome.Pending, 1, 0, 1, 2), (TemplateUpgradeOutcome.Pending, 2, 0, 2, 2));
        foreach (TemplateUpgradeProgress turn in turns)
        {
            turn.Operation.Should().Be((await FindAsync(turn.Tenant)).CurrentOperation).And.NotBeNull();
            turn.RetryAfter.Should().BeGreaterThan(TimeSpan.Zero);
            turn.Error.Should().Contain(turn.Operation!.Value.Value).And.Contain("ask again in 1 s");
        }
    }

    [Fact]
    public async Task Upgrade_CalledAgain_CountsOnFromWhatEndedMeanwhileAndBeginsNothingTwice()
    {
        await _world.AddTenantsAsync(2);
        TenantId slow = TenantId.Parse("tenant-00001");
        bool lags = true;
        _world.Module.Mismatches = target => lags && target.Environment.Value == "env-00001" ? [new TemplateMismatch("collections", "audit", "there", "not there")] : [];
        await UpgradeAsync();
        await _host.Pump.RunOnceAsync(TestContext.Current.CancellationToken);

        TemplateUpgradeProgress again = (await UpgradeAsync()).Should().ContainSingle().Which;

        again.Should().BeEquivalentTo(new { Tenant = slow, Outcome = TemplateUpgradeOutcome.Pending, Done = 2, Failed = 0, Pending = 1, Total = 2 });
        lags = false;
        await _world.Inner.RunToEndAsync(_host);
        (await UpgradeAsync()).Should().BeEmpty("both have it");
        (await _world.Inner.TenantsAsync()).Should().OnlyContain(t => t.Template!.Version == "2");
        _world.Module.Made.Should().BeEquivalentTo("env-00000/audit", "env-00001/audit");
        (await _world.Inner.OperationsAsync()).Should().HaveCount(2, "who asks again joins what runs");
        (await RecordAsync()).Should().BeNull("the next upgrade counts anew");
    }

    [Fact]
    public async Task Upgrade_OfOneThatFailedAndOneThatGoesOn_CountsEachAsWhatItIs()
    {
        await _world.AddTenantsAsync(2);
        _world.Module.Mismatches = static target => target.Environment.Value == "env-00000" ? [new TemplateMismatch("collections", "audit", "there", "not there")] : [];
        await UpgradeAsync(s_options with { Tenants = [TenantId.Parse("tenant-00000")] });
        await _world.Inner.RunToEndAsync(_host);

        List<TemplateUpgradeProgress> turns = await UpgradeAsync();

        TemplateUpgradeProgress failed = turns.Should().ContainSingle(t => t.Outcome == TemplateUpgradeOutcome.Failed).Which;
        failed.Should().BeEquivalentTo(
            new { Tenant = TenantId.Parse("tenant-00000"), Operation = (OperationId?)null, RetryAfter = (TimeSpan?)null }, "what is parked does not go on by itself");
        failed.Error.Should().Contain("audit");
        turns[^1].Should().BeEquivalentTo(new { Done = 2, Failed = 1, Pending = 1, Total = 2 });
    }

    [Fact]
    public async Task Upgrade_OfATenantWithAnotherOperation_NamesTheOneThatComesFirstAndIsServedNextTime()
    {
        await _world.AddTenantsAsync(1);
        TenantId tenant = TenantId.Parse("tenant-00000");
        EnvironmentTemplate other = TemplateWorld.First with { Name = "billing" };
        Func<Task> apply = async () => await _host.Get<IEnvironmentTemplates>().ApplyAsync(other, tenant, new TemplateApplyOptions { Patience = TimeSpan.Zero });
        OperationId first = (await apply.Should().ThrowAsync<ProvisioningPendingException>()).Which.Operation;

        TemplateUpgradeProgress turn = (await UpgradeAsync(s_options with { Tenants = [tenant] })).Should().ContainSingle().Which;

        turn.Should().BeEquivalentTo(new { Outcome = TemplateUpgradeOutcome.Pending, Operation = (OperationId?)first, Pending = 1, Failed = 0 });
        await _world.Inner.RunToEndAsync(_host);
        await UpgradeAsync(s_options with { Tenants = [tenant] });
        await _world.Inner.RunToEndAsync(_host);
        (await FindAsync(tenant)).Template!.Name.Should().Be("platform");
    }

    [Fact]
    public async Task Upgrade_OfANamedTenantThatIsNotThereOrNotActive_SaysSo()
    {
        await _world.AddTenantsAsync(3);
        TenantId[] named = [TenantId.Parse("nobody"), .. (await _world.Inner.TenantsAsync()).Select(t => t.Id)];
        Tenant suspended = (await FindAsync(named[1])) with { State = TenantState.Suspended };
        (await _world.Inner.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(suspended)), default)).IsCommitted.Should().BeTrue();
        await UpgradeAsync(s_options with { Tenants = [named[2]] });
        await _world.Inner.RunToEndAsync(_host);

        List<TemplateUpgradeProgress> turns = await UpgradeAsync(s_options with { Tenants = named });

        turns.Should().HaveCount(3, "who has it already has no turn");
        turns.Single(t => t.Tenant == named[0]).Should().Match<TemplateUpgradeProgress>(t => t.Outcome == TemplateUpgradeOutcome.Failed && t.Error!.Contains("nobody"));
        turns.Single(t => t.Tenant == named[1]).Should().Match<TemplateUpgradeProgress>(t => t.Outcome == TemplateUpgradeOutcome.Failed && t.Error!.Contains("is Suspended"));
        turns.Single(t => t.Tenant == named[3]).Outcome.Should().Be(TemplateUpgradeOutcome.Pending);
        turns[^1].Should().BeEquivalentTo(new { Done = 3, Failed = 2, Pending = 1, Total = 3 });
    }

    [Fact]
    public async Task Upgrade_OfATenantWithTheSameContentUnderAnotherName_GivesItTheNamedTemplate()
    {
        await _world.AddTenantsAsync(1);
        TenantId tenant = TenantId.Parse("tenant-00000");
        Func<Task> apply = async () => await _host.Get<IEnvironmentTemplates>().ApplyAsync(TemplateWorld.Second with { Name = "billing" }, tenant, new TemplateApplyOptions { Patience = TimeSpan.Zero });
        await apply.Should().ThrowAsync<ProvisioningPendingException>();
        await _world.Inner.RunToEndAsync(_host);
        (await FindAsync(tenant)).Template!.Name.Should().Be("billing");

        (await UpgradeAsync(s_options with { Tenants = [tenant] })).Should().ContainSingle();

        await _world.Inner.RunToEndAsync(_host);
        (await FindAsync(tenant)).Template!.Name.Should().Be("platform", "the next upgrade of that name would not find it");
    }

    private async Task<Tenant> FindAsync(TenantId tenant) => (await _world.Inner.TenantsAsync()).Single(t => t.Id == tenant);

    private async Task<SharedRecord?> RecordAsync() => await _world.Inner.Store.FindSharedRecordAsync(_world.Inner.Cloud.Account, "template-upgrade", "platform", default);

    private async Task<List<TemplateUpgradeProgress>> UpgradeAsync(TemplateUpgradeOptions? options = null)
    {
        Task<List<TemplateUpgradeProgress>> all = ReadAsync(options ?? s_options);
        while (!all.IsCompleted)
        {
            // The turns are apart by the clock.
            _world.Inner.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        return await all;
    }

    private async Task<List<TemplateUpgradeProgress>> ReadAsync(TemplateUpgradeOptions options)
    {
        List<TemplateUpgradeProgress> all = [];
        await foreach (TemplateUpgradeProgress turn in _host.Get<IEnvironmentTemplates>().UpgradeAsync(TemplateWorld.Second, options).ConfigureAwait(false))
        {
            all.Add(turn);
        }

        return all;
    }
}
