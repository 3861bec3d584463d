using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class CredentialBrokerTests
{
    [Fact]
    public async Task GetAsync_Cold_IssuesOneKeyWithAuditBeforeAndAfter()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();

        CredentialLease lease = await bench.NewHost().GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);

        lease.Credential.Environment.Should().Be(BrokerBench.Environment);
        lease.Credential.Kind.Should().Be(EnvironmentCredentialKind.ApiKey);
        lease.Revocability.Should().Be(CredentialRevocability.Immediate);
        lease.ExpiresAt.Should().Be(bench.Time.GetUtcNow().AddHours(4));
        bench.ApiKeys.Works(lease).Should().BeTrue();
        ApiKeySlot row = (await bench.RowsAsync()).Should().ContainSingle().Which;
        row.State.Should().Be(ApiKeySlotState.Issued);
        row.KeyName.Should().StartWith("cbmt-");
        row.ProtectedKey.Should().NotContain(FakeApiKeys.SecretMark);
        (await bench.Store.ReadAuditAsync(0, 10, default)).Select(r => r.Outcome).Should().Equal(AuditOutcome.Intent, AuditOutcome.Applied);
    }

    [Fact]
    public async Task GetAsync_AThousandCallersInEachOfEightHosts_MakeOneKey()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.ApiKeys.BeforeCreate = _ => gate.Task;
        List<Task<CredentialLease>> calls = [];
        foreach (int host in Enumerable.Range(0, 8))
        {
            CredentialBroker broker = bench.NewHost($"host-{host}");
            calls.AddRange(Enumerable.Range(0, 1000).Select(_ => broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask()));
        }

        await BrokerBench.UntilAsync(() => bench.ApiKeys.Creates > 0);
        gate.SetResult();

        // Who makes the key waits for no clock: what the others wait for is let go by when it is there.
        await Task.WhenAny(calls);
        CredentialLease[] leases = await bench.PumpAsync(Task.WhenAll(calls));

        bench.ApiKeys.Creates.Should().Be(1);
        leases.Select(l => l.Credential.Id).Distinct().Should().ContainSingle();
        leases.Distinct().Should().HaveCount(8, "the callers of one host share its lease");
    }

    [Fact]
    public async Task GetAsync_OneOfTheCallersIsCancelled_TheOthersGetTheirLease()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var gate = new TaskCompletionSource();
        bench.ApiKeys.BeforeCreate = _ => gate.Task;
        CredentialBroker broker = bench.NewHost();
        using var cancel = new CancellationTokenSource();
        Task<CredentialLease> first = broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp, cancel.Token).AsTask();
        Task<CredentialLease> second = broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Creates == 1);

        await cancel.CancelAsync();
        await ((Func<Task>)(() => first)).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();

        (await second).Credential.Id.Should().Be("key-1");
        bench.ApiKeys.Creates.Should().Be(1);
    }

    [Fact]
    public async Task GetAsync_Cached_ReadsNothingAndReturnsTheSameLease()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease first = await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        int reads = bench.Store.TenantReads;

        ValueTask<CredentialLease> second = broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = "m" + "cp" });

        second.IsCompletedSuccessfully.Should().BeTrue();
        (await second).Should().BeSameAs(first);
        bench.Store.TenantReads.Should().Be(reads);
    }

    [Fact]
    public async Task GetAsync_OtherScopes_NeverShareACredential()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();

        CredentialLease mcp = await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        CredentialLease agent = await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForAgent);

        agent.Credential.Id.Should().NotBe(mcp.Credential.Id);
        (await bench.RowsAsync()).Select(r => (r.Slot, r.Scope)).Should().Equal((1, "mcp"), (2, "agent"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Mcp")]
    [InlineData("scope-of-21-character")]
    public async Task GetAsync_BadScope_IsRefusedBeforeAnything(string scope)
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        Func<Task> get = () => bench.NewHost().GetAsync(BrokerBench.Id, new CredentialRequest { Scope = scope }).AsTask();

        await get.Should().ThrowAsync<ArgumentException>();
        bench.Store.TenantReads.Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_UnknownTenant_SaysSoAndIsNotKept()
    {
        using var bench = new BrokerBench();
        CredentialBroker broker = bench.NewHost();
        Func<Task> get = () => broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();

        (await get.Should().ThrowAsync<TenantNotFoundException>()).Which.Tenant.Should().Be(BrokerBench.Id);
        broker.CachedCredentials.Should().Be(0);
        await bench.WithTenantAsync();
        await get.Should().NotThrowAsync("a tenant that has come is not refused for what it was");
    }

    [Theory]
    [InlineData(TenantState.Provisioning)]
    [InlineData(TenantState.Suspending)]
    [InlineData(TenantState.Suspended)]
    [InlineData(TenantState.Reactivating)]
    [InlineData(TenantState.Deprovisioning)]
    [InlineData(TenantState.Deprovisioned)]
    [InlineData(TenantState.Parked)]
    [InlineData(TenantState.Cancelled)]
    public async Task GetAsync_TenantNotActive_IsRefusedAndNothingIsIssued(TenantState state)
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync(state);
        Func<Task> get = () => bench.NewHost().GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();

        (await get.Should().ThrowAsync<TenantStateException>()).Which.State.Should().Be(state);
        bench.ApiKeys.Creates.Should().Be(0);
        (await bench.RowsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task GetAsync_SuspendedElsewhere_IsRefusedAfterTheCheckIntervalAtTheLatest()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        await bench.SetStateAsync(TenantState.Suspended);

        bench.Time.Advance(bench.Credentials.TenantCheckInterval);
        Func<Task> get = () => broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();

        await get.Should().ThrowAsync<TenantStateException>();
    }

    [Fact]
    public async Task Invalidate_AfterASuspensionHere_TakesEffectAtOnce()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        Tenant tenant = await bench.SetStateAsync(TenantState.Suspended);

        broker.Invalidate(tenant.Key);
        Func<Task> get = () => broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();

        await get.Should().ThrowAsync<TenantStateException>();
    }

    [Fact]
    public async Task GetAsync_ActiveCaller_LooksAtTheTenantInTheBackgroundAndNeverWaits()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        int reads = bench.Store.TenantReads;

        bench.Time.Advance(bench.Credentials.TenantCheckInterval * 0.6);
        broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).IsCompletedSuccessfully.Should().BeTrue();
        await BrokerBench.UntilAsync(() => bench.Store.TenantReads == reads + 1);
    }

    [Fact]
    public async Task GetAsync_StoreDownPastTheCheckInterval_FailsClosed()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        bench.Store.BeforeTenantRead = () => throw new StoreUnavailableException("the store is down");

        bench.Time.Advance(bench.Credentials.TenantCheckInterval);
        Func<Task> get = () => broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithInnerException<StoreUnavailableException>();
    }

    [Fact]
    public async Task GetAsync_CacheIsFull_DropsWhatNobodyAskedFor()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.Credentials.CacheCapacity = 2;
        bench.Credentials.MaxSlots = 5;
        CredentialBroker broker = bench.NewHost();
        foreach (string scope in (string[])["a", "b", "c", "d"])
        {
            await broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = scope });
            broker.CachedCredentials.Should().BeLessThanOrEqualTo(2);
        }

        CredentialLease again = await broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = "a" });

        again.Credential.Id.Should().Be("key-1", "the row is still there, so that nothing new is issued");
        bench.ApiKeys.Creates.Should().Be(4);
    }
}
