using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Clouds;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>What outlives a host: the clock, the store, the cloud, chance. The test is the only one who moves the clock.</summary>
public sealed class SimulatedWorld
{
    public SimulatedWorld(int seed = 1, FakeCloudOptions? cloud = null)
    {
        Seed = seed;
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
        Random = new SeededRandomSource(seed);
        Cloud = new FakeEnvironmentCloud(Time, cloud ?? new FakeCloudOptions());
        CloudSeenByHosts = Cloud;
        Broker = new FakeBroker(Time);
    }

    public int Seed { get; }

    public FakeTimeProvider Time { get; }

    public SeededRandomSource Random { get; }

    public IMultiTenantStore Store { get; set; } = new InMemoryMultiTenantStore();

    public FakeEnvironmentCloud Cloud { get; }

    /// <summary>Gets or sets the cloud as hosts see it; a test may put something in between.</summary>
    public IEnvironmentCloud CloudSeenByHosts { get; set; }

    public FakeIdentities Identities { get; } = new();

    /// <summary>Gets the environments' keys that were made by hand; the broker's own are not among them.</summary>
    public FakeForeignKeys ForeignKeys { get; } = new();

    /// <summary>Gets or sets how many more tenants fit beside those who have a place; null where nobody needs one.</summary>
    public Func<IReadOnlyCollection<EnvironmentAlias>, int?> Places { get; set; } = static _ => null;

    public FakeBroker Broker { get; }

    public TestMeterFactory Meters { get; } = new();

    public ILoggerFactory LoggerFactory { get; set; } = NullLoggerFactory.Instance;

    public List<IAuditSink> AuditSinks { get; } = [];

    /// <summary>Gets or sets by how much the timers of hosts ring too early.</summary>
    public TimeSpan TimersEarlyBy { get; set; }

    /// <summary>Gets what gives environments their templates.</summary>
    public List<ITemplateModule> TemplateModules { get; } = [];

    /// <summary>Gets the templates that hosts made from now on are given.</summary>
    public List<EnvironmentTemplate> Templates { get; } = [];

    public Func<StepAttempt, bool> PolicyIsTaken { get; set; } = static _ => false;

    public Func<bool> VerifyIsUnclear { get; set; } = static () => false;

    /// <summary>Gets or sets the options of the environment pool; null where hosts have none.</summary>
    public EnvironmentPoolOptions? Pool { get; set; }

    public Action<CloudBaseOptions>? Configure { get; set; }

    public SimulatedHost NewHost(string name = "host", CrashGate? gate = null, Action<CloudBaseOptions>? configure = null, TimeSpan clockOffset = default) =>
        new(this, name, gate ?? new CrashGate(), configure, clockOffset);

    public async ValueTask<List<TenantOperation>> OperationsAsync(bool includeFinal = true)
    {
        List<TenantOperation> all = [];
        await foreach (TenantOperation operation in Store.ListOperationsAsync(Cloud.Account, new OperationQuery { IncludeFinal = includeFinal }, default))
        {
            all.Add(operation);
        }

        return all;
    }

    public async ValueTask<List<Tenant>> TenantsAsync()
    {
        List<Tenant> all = [];
        await foreach (Tenant tenant in Store.ListTenantsAsync(Cloud.Account, TenantQuery.All, default))
        {
            all.Add(tenant);
        }

        return all;
    }

    /// <summary>Finds the next time at which a host has something to do, or null when everything is final or parked.</summary>
    public async ValueTask<DateTimeOffset?> NextDueAsync(TimeSpan? within = null)
    {
        DateTimeOffset? next = null;
        foreach (TenantOperation operation in await OperationsAsync(includeFinal: false))
        {
            if (operation.State == OperationState.Parked)
            {
                continue;
            }

            DateTimeOffset at = operation.Lease is { } lease && lease.ExpiresAt + TimeSpan.FromSeconds(6) > operation.DueAt
                ? lease.ExpiresAt + TimeSpan.FromSeconds(6) : operation.DueAt;
            next = next is null || at < next ? at : next;
        }

        return within is { } limit && next > Time.GetUtcNow() + limit ? null : next;
    }

    /// <summary>Runs a host's pump, moving the clock to the next due time in between, until nothing is left to do within a while.</summary>
    public async Task RunToEndAsync(SimulatedHost host, TimeSpan? within = null, int maxRounds = 2000)
    {
        TimeSpan limit = within ?? TimeSpan.FromHours(1);
        for (int round = 0; round < maxRounds; round++)
        {
            Task<int> pumping = host.Pump.RunOnceAsync();
            if (!pumping.IsCompleted)
            {
                if (host.Gate.IsCrashed)
                {
                    return;
                }

                throw new InvalidOperationException("A simulated round must not wait for anything but its gate.");
            }

            await pumping;
            if (await NextDueAsync(limit) is not { } next)
            {
                return;
            }

            if (next > Time.GetUtcNow())
            {
                Time.SetUtcNow(next);
            }
        }

        throw new InvalidOperationException($"Nothing settles after {maxRounds} rounds (seed {Seed}).");
    }
}
