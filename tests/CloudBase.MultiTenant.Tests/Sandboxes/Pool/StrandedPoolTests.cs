using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Logging;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Pools that were taken out of the configuration while they had sandboxes: somebody is told, and none is called so that another host looks after.</summary>
public sealed class StrandedPoolTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly CapturingLoggerProvider _captured = new();
    private readonly ILoggerFactory _loggers;

    public StrandedPoolTests()
    {
        _loggers = LoggerFactory.Create(b => b.AddProvider(_captured));
        _world.Loggers = _loggers;
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Pool_ThatNoHostHasAnyMore_IsNamedByTheLogAndTheHealthCheck()
    {
        PoolHost before = _world.NewHost("host-a", pools: [("node", _world.Options), ("old", NewOptions())]);
        await PoolClock.FillAsync(_world, 3, before);
        await _world.NewTenantAsync();
        PoolHost after = _world.NewHost("host-b");

        await PoolClock.PassAsync(_world, after, TimeSpan.FromMinutes(10));
        Said().Should().BeEmpty("hosts may be being replaced");
        (await CheckAsync(after)).Status.Should().Be(HealthStatus.Healthy);
        await PoolClock.PassAsync(_world, after, TimeSpan.FromMinutes(20));

        Said().Should().NotBeEmpty().And.OnlyContain(m => m.Contains("'old' has 2 sandboxes that run and 0 that are paused") && m.Contains("Retired"));
        HealthCheckResult result = await CheckAsync(after);
        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("'old'").And.Contain(nameof(SandboxPoolOptions.Retired)).And.NotContain("'node'");
        result.Data.Should().Contain("old.strandedRunning", 2).And.Contain("old.strandedPaused", 0);
    }

    [Fact]
    public async Task Pool_ThatAnotherHostKeeps_IsNotStranded()
    {
        PoolHost one = _world.NewHost("host-a");
        PoolHost other = _world.NewHost("host-b", pools: [("other", NewOptions())]);

        await PoolClock.FillAsync(_world, 40 * 60, one, other);

        Said().Should().BeEmpty();
        (await CheckAsync(one)).Status.Should().Be(HealthStatus.Healthy);
        (await CheckAsync(other)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Row_ThatIsDueForLong_TellsOfAPoolThatNobodyEverKept()
    {
        PoolHost host = _world.NewHost();
        await PoolClock.FillAsync(_world, 3, host);
        SandboxMember row = (await _world.RowsAsync())[0] with { Id = "sbm-of-another-pool", Pool = "ghost", DueAt = _world.Time.GetUtcNow() };
        (await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.InsertSandboxMember(row, new SandboxCeilings())), TestContext.Current.CancellationToken)).IsCommitted.Should().BeTrue();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(30));

        Said().Should().NotBeEmpty().And.OnlyContain(m => m.Contains("'ghost' has 1 sandboxes"));
    }

    [Fact]
    public async Task Host_WithoutAPool_SeesItTooByItsHealthCheck()
    {
        await PoolClock.FillAsync(_world, 3, _world.NewHost("host-a"));
        PoolHost without = _world.NewHost("host-b", pools: [("other", NewOptions(warm: 0))]);

        _world.Time.Advance(TimeSpan.FromHours(1));

        (await CheckAsync(without)).Description.Should().Contain("'node' has 2 sandboxes");
    }

    private static SandboxPoolOptions NewOptions(int warm = 2) => new() { Base = "base", WarmTarget = warm, MaxTotal = 10, RefillPerSecond = 1000 };

    private string[] Said() => [.. _captured.Lines.Where(l => l.Contains("[1631]"))];

    private async Task<HealthCheckResult> CheckAsync(PoolHost host)
    {
        SandboxPoolsHealthCheck check = new(host.Parts.Gate, host.Pools, host.Keeper, Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _world.Time);
        return await check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("pools", check, HealthStatus.Unhealthy, null) });
    }
}
