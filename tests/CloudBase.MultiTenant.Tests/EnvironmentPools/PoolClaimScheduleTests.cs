using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>Claimers of several hosts after fewer environments than there are claimers, in every order that a seed draws: P2.</summary>
public sealed class PoolClaimScheduleTests
{
    private const int Claimers = 3;
    private static readonly DateTimeOffset s_now = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, 25_000)]
    [InlineData(1_000_000, 25_000)]
    [InlineData(2_000_000, 25_000)]
    [InlineData(3_000_000, 25_000)]
    public Task Claim_InAnyOrder_HasOneWinnerForEachEnvironment(int firstSeed, int count) => RunAsync(firstSeed, count, hosts: Claimers);

    [Theory]
    [InlineData(4_000_000, 10_000, 2)]
    [InlineData(5_000_000, 5_000, 1)]
    public Task Claim_OfHostsThatShareWhatTheyRead_HasOneWinnerForEachEnvironment(int firstSeed, int count, int hosts) => RunAsync(firstSeed, count, hosts);

    [Fact]
    public async Task Claim_OfARowThatOnlyChangedSinceAnotherReadIt_IsNotGivenUp()
    {
        var factory = new TestMeterFactory();
        (OperationsMetrics, PoolMetrics) meters = (new OperationsMetrics(factory), new PoolMetrics(factory));
        var time = new FakeTimeProvider(s_now);
        var cloud = new FakeEnvironmentCloud(time, new FakeCloudOptions());
        var store = new InMemoryMultiTenantStore();
        PoolScene scene = await PoolScene.MakeAsync(store, cloud, members: 2, claimers: 2);
        var candidates = new PoolCandidates(store, cloud, time);
        OfferedEnvironment? first = await scene.ClaimAsync(store, cloud, candidates, 0, time, meters);
        PooledEnvironment left = (await store.FindPooledEnvironmentAsync(cloud.Account, "pe-1", default))!;
        (await store.CommitAsync(ChangeSet.Of(new StoreChange.UpdatePooledEnvironment(left with { Reason = "looked at meanwhile" })), default)).IsCommitted.Should().BeTrue();

        OfferedEnvironment? second = await scene.ClaimAsync(store, cloud, candidates, 1, time, meters);

        second.Should().NotBeNull("it is ready, and to order another would be to pay for nothing");
        second!.Environment.Should().Be(left.Environment!.Value).And.NotBe(first!.Environment);
    }

    private static async Task RunAsync(int firstSeed, int count, int hosts)
    {
        var factory = new TestMeterFactory();
        (OperationsMetrics, PoolMetrics) meters = (new OperationsMetrics(factory), new PoolMetrics(factory));
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            await RunAsync(seed, hosts, meters);
        }
    }

    private static async Task RunAsync(int seed, int hosts, (OperationsMetrics Operations, PoolMetrics Pool) meters)
    {
        var random = new Random(seed);
        int members = random.Next(1, Claimers);
        var time = new FakeTimeProvider(s_now);
        var cloud = new FakeEnvironmentCloud(time, new FakeCloudOptions());
        var store = new InMemoryMultiTenantStore();
        PoolScene scene = await PoolScene.MakeAsync(store, cloud, members, Claimers);
        var turns = new TurnTable(random);
        var gate = new CrashGate(turns: turns);
        IMultiTenantStore gated = Gated<IMultiTenantStore>.Wrap(store, gate);

        // Each on a host of its own keeps no candidate from another in memory, and shares no read with another.
        PoolCandidates[] candidates = [.. Enumerable.Range(0, hosts).Select(_ => new PoolCandidates(gated, cloud, time))];
        List<Task<OfferedEnvironment?>> claims = [];
        for (int i = 0; i < Claimers; i++)
        {
            claims.Add(scene.ClaimAsync(gated, Gated<IEnvironmentCloud>.Wrap(cloud, gate), candidates[i % hosts], i, time, meters).AsTask());
        }

        while (turns.Next())
        {
        }

        OfferedEnvironment?[] got = await Task.WhenAll(claims).WaitAsync(TimeSpan.FromSeconds(30));
        List<EnvironmentId> won = [.. got.OfType<OfferedEnvironment>().Select(o => o.Environment)];
        if (won.Count != members || won.Distinct().Count() != members)
        {
            Assert.Fail($"{members} environments, and the claimers got {string.Join(", ", won)} (seed {seed}).");
        }

        foreach ((OfferedEnvironment? offered, int i) in got.Select((o, i) => (o, i)))
        {
            Tenant tenant = (await store.FindTenantAsync(scene.Tenants[i].Key, default))!;
            EnvironmentBinding? binding = offered is null ? null : await store.FindBindingAsync(cloud.Account, offered.Environment, default);
            if (tenant.EnvironmentId != offered?.Environment || (offered is not null && binding!.Tenant != tenant.Key))
            {
                Assert.Fail($"Claimer {i} was told {offered?.Environment}, and the store says {tenant.EnvironmentId}, bound to {binding?.Tenant.Tenant} (seed {seed}).");
            }
        }
    }

    /// <summary>A store with ready members and tenants that are being provisioned.</summary>
    private sealed class PoolScene
    {
        private static readonly IOptions<CloudBaseOptions> s_engine = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions
        {
            DeploymentName = "test", Provisioning = { PackageId = "baas_personal", Region = "ap-shanghai" },
        });

        private static readonly IOptions<EnvironmentPoolOptions> s_pool = Microsoft.Extensions.Options.Options.Create(new EnvironmentPoolOptions());

        public List<Tenant> Tenants { get; } = [];

        private List<TenantOperation> Operations { get; } = [];

        public static async Task<PoolScene> MakeAsync(IMultiTenantStore store, FakeEnvironmentCloud cloud, int members, int claimers)
        {
            var scene = new PoolScene();
            var plan = new PoolPlan(s_pool, s_engine);
            List<StoreChange> changes = [];
            for (int i = 0; i < members; i++)
            {
                EnvironmentId environment = await cloud.OrderAsync(
                    new EnvironmentOrder
                    {
                        Alias = EnvironmentAlias.Parse($"pool{i}"), PackageId = "baas_personal", Resources = [], PeriodMonths = 1, Tags = new Dictionary<string, string>(), SignedAt = s_now,
                    }, default);
                TenantKey subject = PoolSubject.KeyOf(cloud.Account, $"pe-{i}");
                changes.Add(new StoreChange.InsertTenant(NewTenant(subject, $"pool{i}", TenantState.Pooled, plan.Spec) with { EnvironmentId = environment }));
                changes.Add(new StoreChange.InsertPooledEnvironment(
                    new PooledEnvironment
                    {
                        Account = cloud.Account, Pool = PoolPlan.Name, Id = $"pe-{i}", State = PooledEnvironmentState.Ready, Subject = subject, Environment = environment,
                        Shape = plan.Shape, DueAt = s_now.AddHours(1), FilledAt = s_now.AddMinutes(i), CreatedAt = s_now, UpdatedAt = s_now,
                    },
                    members));
            }

            for (int i = 0; i < claimers; i++)
            {
                var key = new TenantKey(cloud.Account, TenantId.Parse($"tenant-{i}"), EnvironmentName.Default, 1);
                Tenant tenant = NewTenant(key, $"tenant{i}", TenantState.Provisioning, plan.Spec);
                var operation = new TenantOperation
                {
                    Id = OperationId.Parse("op-" + new string((char)('a' + i), 26)), Kind = OperationKind.Provision, Tenant = key, State = OperationState.Running, Fence = 1,
                    Lease = new OperationLease($"host-{i}", 1, s_now.AddMinutes(1)), DueAt = s_now, Deadline = s_now.AddHours(1), CreatedAt = s_now, UpdatedAt = s_now,
                };
                changes.Add(new StoreChange.InsertTenant(tenant));
                changes.Add(new StoreChange.InsertOperation(operation));
                scene.Tenants.Add(tenant with { Version = 1 });
                scene.Operations.Add(operation with { Version = 1 });
            }

            CommitResult made = await store.CommitAsync(new ChangeSet(changes), default);
            made.IsCommitted.Should().BeTrue(made.Reason);
            return scene;
        }

        public async ValueTask<OfferedEnvironment?> ClaimAsync(
            IMultiTenantStore store, IEnvironmentCloud cloud, PoolCandidates candidates, int claimer, TimeProvider time, (OperationsMetrics Operations, PoolMetrics Pool) meters)
        {
            var plan = new PoolPlan(s_pool, s_engine);
            var random = new SeededRandomSource(claimer + 1);
            var session = new OperationSession(store, time, TimeSpan.FromMinutes(1), $"host-{claimer}", new LeasedOperation(Operations[claimer], Tenants[claimer], []));
            var steps = new StepRunner(
                session, new StepPolicy(s_engine.Value.Operations, 0, random), meters.Operations, new StepCancellation(default, default));
            var offer = new PoolOffer(
                store, cloud, plan, candidates, new PoolHealth(cloud), new PoolRows(store, time), new PoolTimes(plan, time), new NoPreparation(),
                new LaterOperations(random, time), meters.Pool, NullLogger<PoolOffer>.Instance);
            return await offer.TryTakeAsync(new WorkflowContext(session, steps), default);
        }

        private static Tenant NewTenant(TenantKey key, string alias, TenantState state, TenantSpec spec) => new()
        {
            Key = key, Alias = EnvironmentAlias.Parse(alias), State = state, Spec = spec, Marker = "marker-of-" + alias, CreatedAt = s_now, UpdatedAt = s_now,
        };
    }
}
