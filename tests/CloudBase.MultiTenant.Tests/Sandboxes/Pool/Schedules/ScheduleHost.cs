using CloudBase.MultiTenant.Operations;
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

    public ScheduleHost(PoolWorld world, string name, ScheduleChance chance, ScheduleTruth truth, TestMeterFactory meters)
    {
        IOptions<CloudBaseOptions> options = Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions { DeploymentName = "test", HostName = name });
        var clock = new ScheduleClock(world.Time, Gate, chance.Seconds(3));
        var gate = new StoreGate(ScheduleStore.Wrap(world.Store, Gate, chance, truth), options, world.Random, clock);
        var provider = new ScheduleProvider(world.Provider, Gate, chance, truth);
        var parts = new PoolParts(
            gate, new FakeEnvironmentCloud(clock, new FakeCloudOptions()), new HostIdentity(options, world.Random), [provider], new ScheduleTemplates(provider), world.Broker, options, clock,
            world.Random, new SandboxPoolMetrics(meters), NullLogger<SandboxPools>.Instance);
        var pools = new SandboxPools([new PoolName("node")], new FixedOptions(world.Options), parts);
        (Pool, _keeper) = (pools, new SandboxPoolKeeper(pools, parts));
    }

    public ScheduleGate Gate { get; } = new();

    public ISandboxPool Pool { get; }

    /// <summary>Gets the calls that have not been answered.</summary>
    public List<Task> Waiting { get; } = [];

    /// <summary>Gets the leases that nobody has returned.</summary>
    public List<ISandboxLease> Held { get; } = [];

    public Task Round { get; private set; } = Task.CompletedTask;

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
