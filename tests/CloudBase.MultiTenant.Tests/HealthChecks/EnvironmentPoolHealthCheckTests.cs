using CloudBase.MultiTenant.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CloudBase.MultiTenant.Tests.HealthChecks;

/// <summary>What the check of the environment pool complains of.</summary>
public sealed class EnvironmentPoolHealthCheckTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
    private readonly IEnvironmentPool _pool = Substitute.For<IEnvironmentPool>();
    private readonly EnvironmentPoolHealthCheck _check;
    private EnvironmentPoolStatus _status = new() { Target = 2, Ceiling = 6, Ready = 2, Creating = 0, Failed = 0, Draining = 0, Parked = 0, Claimed = 7, IsDrained = false };

    public EnvironmentPoolHealthCheckTests()
    {
        _pool.GetStatusAsync(default).ReturnsForAnyArgs(_ => _status);
        _check = new EnvironmentPoolHealthCheck(Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _time, _pool, new ShortageClock(_time));
    }

    [Fact]
    public async Task Pool_WithItsTarget_IsHealthyWithItsFigures()
    {
        _status = _status with { IdleCostMonthly = 39.9m, Currency = "CNY" };

        HealthCheckResult result = await CheckAsync();

        result.Status.Should().Be(HealthStatus.Healthy);
        result.Data.Should().Contain("target", 2).And.Contain("ready", 2).And.Contain("claimed", 7L).And.Contain("idleCostMonthly", 39.9m).And.Contain("currency", "CNY").And.NotContainKey("shortForSeconds");
    }

    [Fact]
    public async Task Pool_WithoutAPrice_ShowsNone() => (await CheckAsync()).Data.Should().NotContainKeys("idleCostMonthly", "currency");

    [Fact]
    public async Task Pool_ShortForLong_IsDegradedUntilItHasItsTarget()
    {
        _status = _status with { Ready = 1, Creating = 1 };
        HealthCheckResult first = await CheckAsync();
        _time.Advance(TimeSpan.FromMinutes(4));
        HealthCheckResult before = await CheckAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        HealthCheckResult after = await CheckAsync();

        first.Status.Should().Be(HealthStatus.Healthy);
        before.Status.Should().Be(HealthStatus.Healthy);
        after.Status.Should().Be(HealthStatus.Degraded, "tenants' environments are ordered meanwhile");
        after.Description.Should().Contain("1 of 2").And.Contain("00:05:00");
        _status = _status with { Ready = 2, Creating = 0 };
        _time.Advance(TimeSpan.FromMinutes(1));
        (await CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Pool_WhoseOrdersFail_IsDegradedAtOnce()
    {
        _status = _status with { Ready = 0, ClosedUntil = _time.GetUtcNow() + TimeSpan.FromMinutes(5) };

        HealthCheckResult result = await CheckAsync();

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Data["breakerOpen"].Should().Be(true);
    }

    [Fact]
    public async Task Pool_ThatWasDrained_IsHealthyHoweverEmpty()
    {
        _status = _status with { Ready = 0, IsDrained = true };
        await CheckAsync();
        _time.Advance(TimeSpan.FromHours(1));

        (await CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Pool_ThatCannotBeCounted_IsDegradedWithoutAnException()
    {
        _pool.GetStatusAsync(default).ThrowsAsyncForAnyArgs(new StoreUnavailableException("the disk is gone"));

        HealthCheckResult result = await CheckAsync();

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("the disk is gone");
    }

    [Fact]
    public async Task Host_WithoutAPool_IsHealthy() =>
        (await new EnvironmentPoolHealthCheck(Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions()), _time).CheckHealthAsync(Context())).Status.Should().Be(HealthStatus.Healthy);

    private static HealthCheckContext Context() => new() { Registration = new HealthCheckRegistration("pool", Substitute.For<IHealthCheck>(), HealthStatus.Degraded, null) };

    private Task<HealthCheckResult> CheckAsync() => _check.CheckHealthAsync(Context());
}
