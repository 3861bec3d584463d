using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A store, a provider, tenants, a clock and chance that one test owns, and as many hosts with a pool on them as it wants.</summary>
public sealed class PoolWorld : IDisposable
{
    private readonly TestMeterFactory _meters = new();
    private int _tenants;

    public PoolWorld(int seed = 1, TimeProvider? time = null, IMultiTenantStore? store = null)
    {
        Time = time as AwaitedTimeProvider ?? new AwaitedTimeProvider(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        Clock = time ?? Time;
        Random = new SeededRandomSource(seed);
        Store = store ?? new InMemoryMultiTenantStore();
        Provider = new FakePoolProvider(Clock);
        Broker = new FakePoolBroker(Clock);
        Options = new SandboxPoolOptions { Base = "base", WarmTarget = 2, MaxTotal = 10, RefillPerSecond = 1000, WaitForRoom = TimeSpan.Zero };
    }

    /// <summary>Gets the clock to move, where the test did not bring one of its own.</summary>
    public AwaitedTimeProvider Time { get; }

    public TimeProvider Clock { get; }

    public SeededRandomSource Random { get; }

    public IMultiTenantStore Store { get; }

    public FakePoolProvider Provider { get; }

    public FakePoolBroker Broker { get; }

    /// <summary>Gets the pool's options, for the hosts that are made afterwards.</summary>
    public SandboxPoolOptions Options { get; set; }

    public ILoggerFactory Loggers { get; set; } = NullLoggerFactory.Instance;

    public static CloudAccountName Account => CloudAccountName.Default;

    /// <summary>Makes a host with a pool of the name <c>node</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="store">The store as this host sees it; null is the world's.</param>
    /// <param name="clock">The time as this host sees it; null is the world's.</param>
    /// <param name="provider">The provider as this host sees it; null is the world's.</param>
    /// <param name="former">Another provider that it knows; may be null.</param>
    /// <param name="pools">Its pools, of which the first is the host's <see cref="PoolHost.Definition"/>; null is <c>node</c> with the world's options.</param>
    public PoolHost NewHost(
        string name = "host-a", IMultiTenantStore? store = null, TimeProvider? clock = null, ISandboxProvider? provider = null, ISandboxProvider? former = null,
        IReadOnlyList<(string Name, SandboxPoolOptions Options)>? pools = null)
    {
        pools ??= [("node", Options)];
        clock ??= Clock;
        provider ??= Provider;
        IOptions<CloudBaseOptions> wrapped = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions { DeploymentName = "test", HostName = name });
        FakeEnvironmentCloud cloud = new(clock, new FakeCloudOptions());
        StoreGate gate = new(store ?? Store, new PinnedPlace(store ?? Store, cloud, clock), wrapped, Random, clock);
        ISandboxProvider[] providers = former is null ? [provider] : [provider, former];
        PoolParts parts = new(
            gate, cloud, new HostIdentity(wrapped, Random), providers, new FakePoolTemplates(providers), Broker, wrapped, clock, Random,
            new SandboxPoolMetrics(_meters), Loggers.CreateLogger<SandboxPools>());
        FixedOptions options = new(pools.ToDictionary(p => p.Name, p => p.Options, StringComparer.Ordinal));
        SandboxPools kept = new(pools.Select(p => new PoolName(p.Name)), options, parts);
        return new PoolHost(kept, new SandboxPoolKeeper(kept, parts), new PoolDefinition(pools[0].Name, options, parts), parts) { Tenants = new TenantSandboxes(parts) };
    }

    /// <summary>Makes an active tenant with an environment.</summary>
    public async Task<TenantId> NewTenantAsync(TenantQuota? quota = null)
    {
        int number = Interlocked.Increment(ref _tenants);
        TenantKey key = new(Account, TenantId.Parse($"user-{number}@example.com"), EnvironmentName.Default, 1);
        EnvironmentId environment = EnvironmentId.Parse($"env-{number:D4}");
        Tenant tenant = new()
        {
            Key = key,
            Alias = EnvironmentAlias.Parse($"a{number:D8}"),
            EnvironmentId = environment,
            State = TenantState.Active,
            Spec = TenantSpec.Default,
            Quota = quota,
            Marker = "marker",
            CreatedAt = Clock.GetUtcNow(),
            UpdatedAt = Clock.GetUtcNow(),
        };
        CommitResult result = await Store.CommitAsync(ChangeSet.Of(new StoreChange.InsertTenant(tenant)), default);
        if (!result.IsCommitted)
        {
            throw new InvalidOperationException(result.Reason);
        }

        Broker.Add(key, environment);
        return key.Tenant;
    }

    public async Task<IReadOnlyList<SandboxMember>> RowsAsync() => await Store.ReadSandboxMembersAsync(Account, new SandboxMemberQuery(), 10_000, default);

    public void Dispose() => _meters.Dispose();

    private sealed class FixedOptions(Dictionary<string, SandboxPoolOptions> options) : IOptionsMonitor<SandboxPoolOptions>
    {
        public SandboxPoolOptions CurrentValue => throw new NotSupportedException();

        public SandboxPoolOptions Get(string? name) => options[name!];

        public IDisposable? OnChange(Action<SandboxPoolOptions, string?> listener) => null;
    }
}
