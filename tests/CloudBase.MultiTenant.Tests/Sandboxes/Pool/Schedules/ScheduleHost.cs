using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>One host of a schedule, with all that it waits for and holds.</summary>
internal sealed class ScheduleHost
{
    private readonly SandboxPoolKeeper _keeper;

    /// <param name="world">The schedule's world.</param>
    /// <param name="name">Its name.</param>
    /// <param name="meters">What its metrics are made by.</param>
    /// <param name="knowsBoth">Whether the provider that is not its pool's was added to it, too.</param>
    public ScheduleHost(ScheduleWorld world, string name, TestMeterFactory meters, bool knowsBoth)
    {
        (Name, Release, KnowsBoth) = (name, world.Release, knowsBoth);
        Gate = new ScheduleGate(name, world);
        PoolWorld inner = world.Inner;
        IOptions<CloudBaseOptions> options = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions { DeploymentName = "test", HostName = name });
        var clock = new ScheduleClock(inner.Time, Gate, world.Chance.Seconds(3));
        var cloud = new FakeEnvironmentCloud(clock, new FakeCloudOptions());
        IMultiTenantStore store = ScheduleStore.Wrap(inner.Store, Gate, world);
        var gate = new StoreGate(store, new PinnedPlace(store, cloud, clock), options, inner.Random, clock);
        ISandboxProvider[] providers = [.. world.Providers.Where(p => knowsBoth || p.Name == Release.Provider).Select(p => new ScheduleProvider(p, Gate, world))];
        var parts = new PoolParts(
            gate, cloud, new HostIdentity(options, inner.Random), providers, new ScheduleTemplates(providers), inner.Broker, options, clock,
            inner.Random, new SandboxPoolMetrics(meters), NullLogger<SandboxPools>.Instance);
        var pools = new SandboxPools([new PoolName("node")], new FixedOptions(ScheduleOptions.Of(inner.Options, Release)), parts);
        (Pool, _keeper) = (pools, new SandboxPoolKeeper(pools, parts));
    }

    public string Name { get; }

    public ScheduleRelease Release { get; }

    public bool KnowsBoth { get; }

    public ScheduleGate Gate { get; }

    public ISandboxPool Pool { get; }

    /// <summary>Gets the calls, of which those that are not done have no answer.</summary>
    public List<Task> Waiting { get; } = [];

    /// <summary>Gets the leases that nobody has returned.</summary>
    public List<ISandboxLease> Held { get; } = [];

    /// <summary>Gets the returns, done or not.</summary>
    public List<Task> Returning { get; } = [];

    private Task Round { get; set; } = Task.CompletedTask;

    /// <summary>Begins a round, unless the last one is not over.</summary>
    public void BeginRound()
    {
        if (Round.IsCompleted)
        {
            Round = RunAsync();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        try
        {
            await _keeper.RunOnceAsync();
        }
        catch (Exception e) when (e is CloudBaseException or OperationCanceledException)
        {
            // The next round tries again.
        }
    }

    private sealed class FixedOptions(SandboxPoolOptions options) : IOptionsMonitor<SandboxPoolOptions>
    {
        public SandboxPoolOptions CurrentValue => options;

        public SandboxPoolOptions Get(string? name) => options;

        public IDisposable? OnChange(Action<SandboxPoolOptions, string?> listener) => null;
    }
}
