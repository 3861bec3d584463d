using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class CredentialRenewalTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    [Fact]
    public async Task GetAsync_RenewalIsDue_ServesTheOldMeanwhileAndThenTheNew()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease first = await GetAsync(bench, broker);
        var gate = new TaskCompletionSource<IssuedTemporaryKeysOf>();
        bench.Strategy.Issue = async (t, l, n) => { await gate.Task; return FakeStrategy.Keys(BrokerBench.Environment, n, bench.Time.GetUtcNow() + l); };

        bench.Time.Advance(Lifetime * 0.71);
        await GetAsync(bench, broker);
        await BrokerBench.UntilAsync(() => bench.Strategy.Issues == 2);
        for (int i = 0; i < 100; i++)
        {
            (await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp)).Should().BeSameAs(first);
        }

        bench.Strategy.Issues.Should().Be(2, "one flight renews, whoever asks");
        gate.SetResult(default);
        await BrokerBench.UntilAsync(() => Cached(broker) is { } l && l != first);
    }

    [Fact]
    public async Task GetAsync_IssuerFails_ServesTheOldWhileItIsValidWithAFloorAndThenFailsClosed()
    {
        using BrokerBench bench = await TemporaryAsync();
        bench.Credentials.MinimumRemaining = TimeSpan.Zero;
        CredentialBroker broker = bench.NewHost();
        CredentialLease first = await GetAsync(bench, broker);
        bench.Strategy.Issue = (_, _, _) => throw FakeApiKeys.Down();
        DateTimeOffset serveUntil = first.ExpiresAt - bench.Options.Provisioning.ClockSkew;
        List<DateTimeOffset> attempts = [];
        int seen = 1;

        while (bench.Time.GetUtcNow() + TimeSpan.FromSeconds(5) < serveUntil)
        {
            bench.Time.Advance(TimeSpan.FromSeconds(5));
            (await GetAsync(bench, broker)).Should().BeSameAs(first);
            await SettleAsync(broker);
            if (bench.Strategy.Issues > seen)
            {
                seen = bench.Strategy.Issues;
                attempts.Add(bench.Time.GetUtcNow());
            }
        }

        attempts.Should().NotBeEmpty();
        attempts.Zip(attempts.Skip(1), (a, b) => b - a).Should().OnlyContain(gap => gap >= TimeSpan.FromSeconds(30));
        bench.Time.SetUtcNow(serveUntil);
        Func<Task> get = () => GetAsync(bench, broker);
        await get.Should().ThrowAsync<CredentialUnavailableException>();
        bench.Time.Advance(TimeSpan.FromSeconds(30));
        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithInnerException<CloudUnavailableException>();
    }

    [Fact]
    public async Task GetAsync_TemporaryKeys_IntentAndOutcomeAreAuditedThatOfAFailureToo()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        bench.Strategy.Issue = (_, _, _) => throw FakeApiKeys.Down(CloudEffect.Unknown);
        Func<Task> get = () => GetAsync(bench, broker);
        await get.Should().ThrowAsync<CredentialUnavailableException>();
        bench.Strategy.Issue = null;
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        await GetAsync(bench, broker);

        IReadOnlyList<AuditRecord> records = await bench.Store.ReadAuditAsync(0, 10, default);

        records.Select(r => r.Outcome).Should().Equal(AuditOutcome.Intent, AuditOutcome.Unknown, AuditOutcome.Intent, AuditOutcome.Applied);
        records.Select(r => r.Action).Should().AllBe("credential:IssueTemporaryKeys");
        records[1].RequestId.Should().Be("request-1");
    }

    [Fact]
    public async Task GetAsync_IssuerIsBack_IsAskedAgainAfterAShortWaitNotForEachCaller()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        bench.Strategy.Issue = (_, _, _) => throw FakeApiKeys.Down();
        Func<Task> get = () => GetAsync(bench, broker);
        for (int i = 0; i < 100; i++)
        {
            await get.Should().ThrowAsync<CredentialUnavailableException>();
        }

        bench.Strategy.Issues.Should().Be(1);
        bench.Strategy.Issue = null;
        bench.Time.Advance(TimeSpan.FromSeconds(1));
        await get.Should().NotThrowAsync();
    }

    [Fact]
    public async Task GetAsync_TheSameCredentialComesBack_IsNotAskedForAgainAtOnce()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease first = await GetAsync(bench, broker);
        bench.Strategy.Issue = (_, _, _) => Task.FromResult(FakeStrategy.Keys(BrokerBench.Environment, 1, first.ExpiresAt));

        bench.Time.Advance(Lifetime * 0.71);
        for (int i = 0; i < 50; i++)
        {
            (await GetAsync(bench, broker)).Should().BeSameAs(first);
            await SettleAsync(broker);
        }

        bench.Strategy.Issues.Should().Be(2);
    }

    [Fact]
    public async Task GetAsync_MoreThanRemains_IsMetByARenewalOrRefusedWithWhatIsPossible()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        var long29 = new CredentialRequest { Scope = "mcp", MinimumRemaining = TimeSpan.FromMinutes(29) };
        await GetAsync(bench, broker);
        bench.Time.Advance(TimeSpan.FromMinutes(2));

        CredentialLease renewed = await broker.GetAsync(BrokerBench.Id, long29);
        (renewed.ExpiresAt - bench.Time.GetUtcNow()).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(29));
        bench.Strategy.Issues.Should().Be(2);

        var impossible = long29 with { MinimumRemaining = TimeSpan.FromMinutes(31) };
        Func<Task> get = () => broker.GetAsync(BrokerBench.Id, impossible).AsTask();
        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*issued for 00:30:00*");
        bench.Strategy.Issues.Should().Be(2, "what a renewal cannot give is not worth one");
    }

    [Fact]
    public async Task GetAsync_MoreThanAnyCredentialLasts_IsRefusedBeforeAnythingIsIssued()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var request = new CredentialRequest { Scope = "mcp", MinimumRemaining = TimeSpan.FromHours(5) };
        Func<Task> get = () => bench.NewHost().GetAsync(BrokerBench.Id, request).AsTask();

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*longest is issued for 04:00:00*");
        bench.ApiKeys.Creates.Should().Be(0);
    }

    [Fact]
    public async Task GetAsync_AnyMomentOfALongLife_NeverHandsOutLessThanTheMinimum()
    {
        foreach (int seed in Enumerable.Range(1, 10))
        {
            using BrokerBench bench = await new BrokerBench(seed).WithTenantAsync();
            bench.Strategy.Choice = EnvironmentCredentialKind.TemporaryKeys;
            CredentialBroker broker = bench.NewHost();
            for (int i = 0; i < 200; i++)
            {
                CredentialLease lease = await GetAsync(bench, broker);
                (lease.ExpiresAt - bench.Time.GetUtcNow()).Should().BeGreaterThanOrEqualTo(bench.Credentials.MinimumRemaining);
                await SettleAsync(broker);
                bench.Time.Advance(TimeSpan.FromSeconds(600 * bench.Random.NextDouble()));
            }
        }
    }

    [Fact]
    public async Task GetAsync_TemporaryKeys_CarryTheirPolicyAndSayThatNothingTakesThemBack()
    {
        using BrokerBench bench = await TemporaryAsync();

        CredentialLease lease = await GetAsync(bench, bench.NewHost());

        lease.Credential.IsTemporaryKeys.Should().BeTrue();
        lease.PolicyHash.Should().Be("policy-hash");
        lease.Revocability.Should().Be(CredentialRevocability.None);
        lease.ResidualWindow.Should().Be(Lifetime);
        (await bench.RowsAsync()).Should().BeEmpty("temporary keys are kept in memory only");
    }

    [Fact]
    public async Task GetAsync_StrategyGivesAnotherEnvironmentsKeys_IsRefused()
    {
        using BrokerBench bench = await TemporaryAsync();
        bench.Strategy.Issue = (_, l, n) => Task.FromResult(FakeStrategy.Keys(EnvironmentId.Parse("other-1a2b3c"), n, bench.Time.GetUtcNow() + l));
        Func<Task> get = () => GetAsync(bench, bench.NewHost());

        (await get.Should().ThrowAsync<CredentialUnavailableException>()).WithMessage("*other-1a2b3c*nothing else is handed out*");
    }

    [Fact]
    public async Task ReportRejectedAsync_ManyReporters_ForceOneRenewal()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease first = await GetAsync(bench, broker);

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(() => broker.ReportRejectedAsync(first).AsTask())));
        await broker.ReportRejectedAsync(first);

        bench.Strategy.Issues.Should().Be(2);
        (await GetAsync(bench, broker)).Credential.Id.Should().Be("id-2");
    }

    [Fact]
    public async Task ReportRejectedAsync_EveryCredentialIsRefused_DoesNotStorm()
    {
        using BrokerBench bench = await TemporaryAsync();
        CredentialBroker broker = bench.NewHost();
        CredentialLease lease = await GetAsync(bench, broker);
        for (int i = 0; i < 20; i++)
        {
            await broker.ReportRejectedAsync(lease);
            try
            {
                lease = await GetAsync(bench, broker);
            }
            catch (CredentialUnavailableException e)
            {
                e.Message.Should().NotContain(FakeApiKeys.SecretMark);
            }
        }

        bench.Strategy.Issues.Should().Be(2);
        bench.Time.Advance(TimeSpan.FromSeconds(31));
        (await GetAsync(bench, broker)).Credential.Id.Should().Be("id-3");
    }

    private static async Task<BrokerBench> TemporaryAsync()
    {
        BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.Strategy.Choice = EnvironmentCredentialKind.TemporaryKeys;
        return bench;
    }

    private static Task<CredentialLease> GetAsync(BrokerBench bench, CredentialBroker broker)
    {
        _ = bench;
        return broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
    }

    private static CredentialLease? Cached(CredentialBroker broker) => broker.Peek(BrokerBench.Id, "mcp")?.Served?.Lease;

    private static Task SettleAsync(CredentialBroker broker) => BrokerBench.UntilAsync(() => broker.Peek(BrokerBench.Id, "mcp") is not { IsBusy: true });

    private readonly record struct IssuedTemporaryKeysOf;
}
