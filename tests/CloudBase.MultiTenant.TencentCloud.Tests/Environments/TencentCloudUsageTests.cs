using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Environments;

/// <summary>What is used is read over the wire, in the published units; what the cloud does not say is not made up.</summary>
public sealed class TencentCloudUsageTests
{
    private static readonly TenantId s_tenant = TenantId.Parse("user-1");

    [Fact]
    public async Task Read_SumsTheMetricsInTheirUnits()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        EnvironmentId environment = (await platform.EnsureAsync("user-1", IsolationKind.WhiteLabel)).EnvironmentId!.Value;
        foreach ((string metric, long value) in new[] { ("FunctionInvocationpkg", 1200L), ("StorageSizepkg", 3), ("DbSizepkg", 2), ("CDNFluxpkg", 5000), ("FunctionFluxpkg", 4) })
        {
            await platform.Emulator.SetUsageAsync(environment.Value, metric, value);
        }

        EnvironmentUsage usage = await platform.Get<IEnvironmentUsage>().ReadAsync(environment, default);

        usage.Should().Be(new EnvironmentUsage { MonthlyCalls = 1200, CapacityBytes = 5 * 1024 * 1024, MonthlyTrafficBytes = 5000 + (4 * 1024) });
    }

    [Fact]
    public async Task Quota_OfATenant_IsSetAndReadThroughTheHostsOwnServices()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-1", IsolationKind.WhiteLabel);
        ITenantQuotas quotas = platform.Get<ITenantQuotas>();
        await quotas.SetAsync(s_tenant, new TenantQuota { MonthlyCalls = 1000, CapacityBytes = 10L * 1024 * 1024, MonthlyCredits = 10 });
        await platform.Emulator.SetUsageAsync(tenant.EnvironmentId!.Value.Value, "FunctionInvocationpkg", 860);
        await platform.Emulator.SetUsageAsync(tenant.EnvironmentId.Value.Value, "StorageSizepkg", 10);

        IReadOnlyList<QuotaReading> readings = await quotas.ReadAsync(s_tenant);

        readings.Single(r => r.Resource == QuotaResource.MonthlyCalls).Level.Should().Be(QuotaLevel.Warning);
        readings.Single(r => r.Resource == QuotaResource.CapacityBytes).Level.Should().Be(QuotaLevel.Reached);
        readings.Single(r => r.Resource == QuotaResource.MonthlyCredits).Level.Should().Be(QuotaLevel.Unknown, "no action that is called here tells credits");
        (await quotas.ReadAccountAsync()).Single(r => r.Resource == QuotaResource.Environments).Used.Should().Be(2, "the tenant's and the platform's own");
    }

    [Fact]
    public async Task Read_WhileTheCloudDoesNotAnswerForOneMetric_MakesNothingUp()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        EnvironmentId environment = (await platform.EnsureAsync("user-1", IsolationKind.WhiteLabel)).EnvironmentId!.Value;
        platform.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, ErrorCode = "InternalError", Service = "tcb", Action = "DescribeQuotaData", Nth = 3 });

        await FluentActions.Awaiting(() => platform.Get<IEnvironmentUsage>().ReadAsync(environment, default).AsTask()).Should().ThrowAsync<CloudCallException>();
    }
}
