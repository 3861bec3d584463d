using System.Globalization;
using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Benchmarks.EnvironmentPool;

/// <summary>One host's way to the pool, and in each round as many ready environments as there are tenants that are being provisioned.</summary>
internal sealed class ClaimScene : IDisposable
{
    private const string Template = "measured/1";
    private const string Host = "host-1";

    private readonly IMultiTenantStore _store;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly SeededRandomSource _random = new(1);
    private readonly TestMeterFactory _meters = new();
    private readonly OperationsMetrics _metrics;
    private readonly PoolPlan _plan;
    private readonly IOptions<CloudBaseOptions> _engine = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions
    {
        DeploymentName = "measured", Provisioning = { PackageId = "baas_personal", Region = "ap-shanghai" },
    });

    private FakeEnvironmentCloud _cloud;
    private int _number;

    public ClaimScene(IMultiTenantStore store)
    {
        (_store, _metrics) = (store, new OperationsMetrics(_meters));
        _cloud = NewCloud();
        _plan = new PoolPlan(Microsoft.Extensions.Options.Options.Create(new EnvironmentPoolOptions()), _engine);
        Offer = NewOffer();
    }

    public PoolOffer Offer { get; private set; }

    /// <summary>Makes environments that are ready and have the template, and as many claimers of them.</summary>
    /// <remarks>Each round has a cloud of its own: the simulated one looks through all that it was ever ordered, which is no part of a claim.</remarks>
    public async Task<IReadOnlyList<WorkflowContext>> NewRoundAsync(int claimers)
    {
        _cloud = NewCloud();
        Offer = NewOffer();
        List<StoreChange> changes = [];
        List<WorkflowContext> contexts = [];
        for (int i = 0; i < claimers; i++)
        {
            string number = (++_number).ToString("D6", CultureInfo.InvariantCulture);
            changes.AddRange(await NewMemberAsync(number));
            var key = new TenantKey(_cloud.Account, TenantId.Parse($"user-{number}@example.com"), EnvironmentName.Default, 1);
            Tenant tenant = NewTenant(key, $"tenant{number}", TenantState.Provisioning);
            DateTimeOffset now = _time.GetUtcNow();
            var operation = new TenantOperation
            {
                Id = OperationId.Parse("op-" + RandomText.Draw(_random, 26)), Kind = OperationKind.Provision, Tenant = key, State = OperationState.Running, Fence = 1,
                Lease = new OperationLease(Host, 1, now.AddMinutes(10)), DueAt = now, Deadline = now.AddHours(1), CreatedAt = now, UpdatedAt = now,
            };
            changes.Add(new StoreChange.InsertTenant(tenant));
            changes.Add(new StoreChange.InsertOperation(operation));
            var session = new OperationSession(_store, _time, TimeSpan.FromMinutes(10), Host, new LeasedOperation(operation with { Version = 1 }, tenant with { Version = 1 }, []));
            contexts.Add(new WorkflowContext(session, new StepRunner(session, new StepPolicy(_engine.Value.Operations, 0, _random), _metrics, new StepCancellation(default, default))));
        }

        CommitResult made = await _store.CommitAsync(new ChangeSet(changes), CancellationToken.None);
        return made.IsCommitted ? contexts : throw new InvalidOperationException(made.Reason);
    }

    public void Dispose() => _meters.Dispose();

    private FakeEnvironmentCloud NewCloud() => new(_time, new FakeCloudOptions());

    private PoolOffer NewOffer() => new(
        _store, _cloud, _plan, new PoolCandidates(_store, _cloud, _time), new PoolHealth(_cloud), new PoolRows(_store, _time), new PoolTimes(_plan, _time), new Prepared(),
        new LaterOperations(_random, _time), new PoolMetrics(_meters), NullLogger<PoolOffer>.Instance);

    private async Task<StoreChange[]> NewMemberAsync(string number)
    {
        DateTimeOffset now = _time.GetUtcNow();
        EnvironmentId environment = await _cloud.OrderAsync(
            new EnvironmentOrder
            {
                Alias = EnvironmentAlias.Parse($"pool{number}"), PackageId = "baas_personal", Resources = [], PeriodMonths = 1, Tags = new Dictionary<string, string>(), SignedAt = now,
            }, CancellationToken.None);
        TenantKey subject = PoolSubject.KeyOf(_cloud.Account, $"pe-{number}");
        return
        [
            new StoreChange.InsertTenant(NewTenant(subject, $"pool{number}", TenantState.Pooled) with { EnvironmentId = environment }),
            new StoreChange.InsertPooledEnvironment(
                new PooledEnvironment
                {
                    Account = _cloud.Account, Pool = PoolPlan.Name, Id = $"pe-{number}", State = PooledEnvironmentState.Ready, Subject = subject, Environment = environment, Template = Template,
                    Shape = _plan.Shape, DueAt = now.AddHours(1), FilledAt = now, CreatedAt = now, UpdatedAt = now,
                },
                int.MaxValue),
        ];
    }

    private Tenant NewTenant(TenantKey key, string alias, TenantState state) => new()
    {
        Key = key, Alias = EnvironmentAlias.Parse(alias), State = state, Spec = _plan.Spec, Marker = "marker-of-" + alias, CreatedAt = _time.GetUtcNow(), UpdatedAt = _time.GetUtcNow(),
    };

    /// <summary>Wants the template that the pool's environments have.</summary>
    private sealed class Prepared : IEnvironmentPreparation
    {
        public string? Version => Template;

        public ValueTask<AppliedTemplate?> PrepareAsync(WorkflowContext context, EnvironmentId environment, CancellationToken cancellationToken) =>
            throw new NotSupportedException("A claim prepares nothing.");
    }
}
