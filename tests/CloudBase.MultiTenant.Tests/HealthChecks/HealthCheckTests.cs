using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Tests.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CloudBase.MultiTenant.Tests.HealthChecks;

public sealed class HealthCheckTests : IAsyncDisposable
{
    private static readonly CloudErrorDetails s_unreachable = new() { Service = "x", Action = "Read", Code = "Away", Effect = CloudEffect.None };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private ServiceProvider? _provider;

    private IEnvironmentCloud Cloud => _provider!.GetRequiredService<IEnvironmentCloud>();

    private IMultiTenantStore Store => _provider!.GetRequiredService<IMultiTenantStore>();

    [Fact]
    public async Task Checks_AllWell_AreHealthyAndNeverPay()
    {
        Build();

        HealthReport report = await CheckAsync();

        report.Status.Should().Be(HealthStatus.Healthy, "{0}", Describe(report));
        report.Entries.Keys.Should().BeEquivalentTo(
            CloudBaseHealthChecks.Pump, CloudBaseHealthChecks.Store, CloudBaseHealthChecks.Cloud, CloudBaseHealthChecks.Clock, CloudBaseHealthChecks.Journal,
            CloudBaseHealthChecks.PoolKeeper, CloudBaseHealthChecks.SandboxPools, CloudBaseHealthChecks.EnvironmentPool);
        Cloud.ReceivedCalls().Select(c => c.GetMethodInfo().Name).Distinct().Should().BeSubsetOf(new[] { "get_Account", "get_Place", "get_SpendsRealMoney", "GetLimitsAsync", "ReadClockAsync" });
    }

    [Fact]
    public async Task CloudAway_NothingLive_IsTouchedAndReadyIsOnlyDegraded()
    {
        Build();
        Cloud.GetLimitsAsync(default).ThrowsAsyncForAnyArgs(new CloudUnavailableException("nobody there", s_unreachable));

        HealthReport report = await CheckAsync();

        report.Entries[CloudBaseHealthChecks.Cloud].Status.Should().Be(HealthStatus.Degraded);
        report.Entries[CloudBaseHealthChecks.Cloud].Data["code"].Should().Be("Away");
        report.Entries.Where(e => e.Value.Tags.Contains(CloudBaseHealthChecks.LiveTag)).Should().OnlyContain(e => e.Value.Status == HealthStatus.Healthy);
        report.Status.Should().Be(HealthStatus.Degraded, "a host whose cloud is away still serves what it has");
    }

    [Fact]
    public async Task Cloud_ProbedASecondForAMinute_IsAskedFourTimes()
    {
        Build();

        for (int second = 0; second < 60; second++)
        {
            await CheckAsync();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await Cloud.ReceivedWithAnyArgs(4).GetLimitsAsync(default);
    }

    [Fact]
    public async Task Cloud_ThatDoesNotAnswer_IsGivenUpAfterTheTimeoutAndAskedOnceByManyProbes()
    {
        Build();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Cloud.GetLimitsAsync(default).ReturnsForAnyArgs(call => StallAsync(call.Arg<CancellationToken>()));

        Task<HealthReport>[] probes = [.. Enumerable.Range(0, 8).Select(_ => CheckAsync())];
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(5));
        HealthReport[] reports = await Task.WhenAll(probes);

        reports.Should().OnlyContain(r => r.Entries[CloudBaseHealthChecks.Cloud].Description!.Contains("did not answer in time"));
        await Cloud.ReceivedWithAnyArgs(1).GetLimitsAsync(default);

        async ValueTask<EnvironmentLimits> StallAsync(CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new EnvironmentLimits();
        }
    }

    [Theory]
    [InlineData(30, HealthStatus.Healthy)]
    [InlineData(-90, HealthStatus.Degraded)]
    [InlineData(250, HealthStatus.Unhealthy)]
    public async Task Clock_OffBySoMuch_IsThatBad(int seconds, HealthStatus expected)
    {
        Build();
        Cloud.ReadClockAsync(default).ReturnsForAnyArgs(new CloudClock(_time.GetUtcNow(), TimeSpan.FromSeconds(seconds)));

        HealthReport report = await CheckAsync();

        report.Entries[CloudBaseHealthChecks.Clock].Status.Should().Be(expected);
        report.Entries[CloudBaseHealthChecks.Cloud].Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Store_Away_IsUnhealthyAndNotLive()
    {
        Build(b => b.UseStore());
        Store.OpenAsync(default!, default).ThrowsAsyncForAnyArgs(new StoreUnavailableException("the disk is gone"));

        HealthReport report = await CheckAsync();

        report.Entries[CloudBaseHealthChecks.Store].Status.Should().Be(HealthStatus.Unhealthy);
        report.Entries[CloudBaseHealthChecks.Store].Tags.Should().Contain(CloudBaseHealthChecks.ReadyTag).And.NotContain(CloudBaseHealthChecks.LiveTag);
        report.Entries[CloudBaseHealthChecks.Pump].Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Journal_OverdueAndParkedOperations_AreNamedWithoutTheirTenants()
    {
        Build();
        TenantOperation overdue = await AddAsync("o", OperationState.Waiting, _time.GetUtcNow());
        TenantOperation parked = await AddAsync("p", OperationState.Parked, _time.GetUtcNow());
        TenantOperation later = await AddAsync("l", OperationState.Waiting, _time.GetUtcNow() + TimeSpan.FromDays(7));
        _time.Advance(TimeSpan.FromMinutes(6));

        HealthReportEntry entry = (await CheckAsync()).Entries[CloudBaseHealthChecks.Journal];

        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Data["overdue"].Should().Be(1, "what is due next week is not late");
        entry.Data["parked"].Should().Be(1);
        string all = entry.Description + string.Join(' ', entry.Data.Values.SelectMany(v => v as IEnumerable<string> ?? [$"{v}"]));
        all.Should().Contain(overdue.Id.ToString()).And.Contain(parked.Id.ToString()).And.Contain("Why").And.NotContain(later.Id.ToString()).And.NotContain("@example.com");
        entry.Tags.Should().NotContain(CloudBaseHealthChecks.LiveTag).And.NotContain(CloudBaseHealthChecks.ReadyTag);
    }

    [Theory]
    [InlineData(2, TenantState.Active, RenewalPolicy.Managed, true)]
    [InlineData(20, TenantState.Active, RenewalPolicy.Managed, false)]
    [InlineData(2, TenantState.Parked, RenewalPolicy.Managed, false)]
    [InlineData(2, TenantState.Active, RenewalPolicy.Auto, false)]
    public async Task Journal_WantedTenantAboutToLapseBehindAParkedOperation_IsToldHoweverManyMayBeParked(int days, TenantState state, RenewalPolicy policy, bool isTold)
    {
        Build(settings: new() { ["CloudBase:Health:MaxParked"] = "10" });
        TenantOperation parked = await AddAsync("p", OperationState.Parked, _time.GetUtcNow(), OperationKind.ChangePlan);
        Tenant tenant = new()
        {
            Key = parked.Tenant,
            Alias = EnvironmentAlias.Parse("abcdefghijklmnopqrst"),
            State = state,
            Spec = new TenantSpec { PackageId = "baas_personal", Renewal = policy },
            Marker = "marker",
            CurrentOperation = parked.Id,
            PaidUntil = _time.GetUtcNow() + TimeSpan.FromDays(days),
            CreatedAt = _time.GetUtcNow(),
            UpdatedAt = _time.GetUtcNow(),
        };
        (await Store.CommitAsync(ChangeSet.Of(new StoreChange.InsertTenant(tenant)), default)).IsCommitted.Should().BeTrue();

        HealthReportEntry entry = (await CheckAsync()).Entries[CloudBaseHealthChecks.Journal];

        entry.Status.Should().Be(isTold ? HealthStatus.Degraded : HealthStatus.Healthy);
        entry.Data["lapsing"].Should().Be(isTold ? 1 : 0);
        entry.Description!.Contains($"{parked.Id} ChangePlan, paid until 2026-11-25", StringComparison.Ordinal).Should().Be(isTold);
    }

    [Fact(Timeout = 30_000)]
    public async Task Pump_ThatDied_IsNotLive()
    {
        Build(b => b.UseStore());
        Store.OpenAsync(default!, default).ThrowsAsyncForAnyArgs(new StoreSchemaException("too new", 9, 1));
        OperationPump pump = _provider!.GetRequiredService<OperationPump>();
        (await CheckAsync()).Entries[CloudBaseHealthChecks.Pump].Status.Should().Be(HealthStatus.Healthy, "it was not started");

        await pump.StartAsync(default);
        while (!pump.HasDied)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await CheckAsync()).Entries[CloudBaseHealthChecks.Pump].Status.Should().Be(HealthStatus.Unhealthy);
        await pump.StopAsync(default);
        (await CheckAsync()).Entries[CloudBaseHealthChecks.Pump].Status.Should().Be(HealthStatus.Healthy, "it was stopped");
    }

    [Fact]
    public void AddCloudBase_Twice_AddsEachCheckOnce()
    {
        Build(null, b => b.AddCloudBase().AddCloudBase());

        _provider!.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Should().HaveCount(8);
    }

    [Fact]
    public void Options_OutOfRange_AreRefusedAllAtOnceWithTheirValues()
    {
        Build(null, b => b.AddCloudBase(), new() { ["CloudBase:Health:Timeout"] = "00:02:00", ["CloudBase:Health:ClockLimit"] = "00:00:10", ["CloudBase:Health:MaxParked"] = "-1" });

        Action read = () => _ = _provider!.GetRequiredService<IOptions<CloudBaseHealthOptions>>().Value;

        read.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(3)
            .And.Contain(f => f.StartsWith("CBMT1006: CloudBase:Health:Timeout", StringComparison.Ordinal)).And.Contain(f => f.Contains("-1"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    private static string Describe(HealthReport report) => string.Join("; ", report.Entries.Select(e => $"{e.Key} {e.Value.Status} {e.Value.Description}"));

    private Task<HealthReport> CheckAsync() => _provider!.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    private async Task<TenantOperation> AddAsync(string name, OperationState state, DateTimeOffset due, OperationKind kind = OperationKind.Provision)
    {
        TenantOperation operation = new()
        {
            Id = OperationId.Parse($"op-{name.PadRight(26, 'a')}"),
            Kind = kind,
            Tenant = new TenantKey(CloudAccountName.Default, TenantId.Parse($"{name}@example.com"), EnvironmentName.Default, 1),
            State = state,
            DueAt = due,
            Deadline = due + TimeSpan.FromDays(30),
            CreatedAt = _time.GetUtcNow(),
            UpdatedAt = _time.GetUtcNow(),
            Problem = state == OperationState.Parked ? new OperationProblem("order", "Why", "It is unclear.", "Look.") : null,
        };
        await _provider!.GetRequiredService<StoreGate>().OpenAsync(default);
        await Store.CommitAsync(new ChangeSet([new StoreChange.InsertOperation(operation)]), default);
        return operation;
    }

    private void Build(Action<ICloudBaseMultiTenantBuilder>? store = null, Action<IHealthChecksBuilder>? checks = null, Dictionary<string, string?>? settings = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_time);
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(
            new ConfigurationBuilder().AddInMemoryCollection(Parts.ValidSettings).AddInMemoryCollection(settings ?? []).Build().GetSection("CloudBase"));
        builder.UseCloud().AddIsolation();
        (store ?? (b => b.UseInMemoryStore()))(builder);
        (checks ?? (b => b.AddCloudBase()))(services.AddHealthChecks());
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        Cloud.ReadClockAsync(default).ReturnsForAnyArgs(new CloudClock(_time.GetUtcNow(), TimeSpan.Zero));
        Cloud.GetLimitsAsync(default).ReturnsForAnyArgs(new EnvironmentLimits());
    }
}
