using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Actions;

/// <summary>Delivery, lag, lapse, isolation, purge and budget, all on a held clock.</summary>
public sealed class EnvironmentLifeTests
{
    [Fact]
    public async Task Delivery_BeforeItsTime_IsUnavailableAndDelivering()
    {
        await using var cloud = await Cloud.StartAsync(options => options.ReadyDelay = TimeSpan.FromSeconds(20));
        var id = await cloud.CreateEnvAsync();

        (await StatusAsync(cloud, id)).Should().Be(("UNAVAILABLE", "", "3"));
        (await cloud.CodeOfAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" })).Should().Be("ResourceUnavailable");
        (await cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = id })).Should().Be("FailedOperation.InstanceStatusConflict");
        cloud.Clock.Advance(TimeSpan.FromSeconds(20));
        (await StatusAsync(cloud, id)).Should().Be(("NORMAL", "NORMAL", "4"));
    }

    [Fact]
    public async Task DescribeEnvs_WithinTheLag_ShowsItByIdButNotInTheList()
    {
        await using var cloud = await Cloud.StartAsync(options => options.ListLag = TimeSpan.FromSeconds(30));
        var id = await cloud.CreateEnvAsync();

        (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("Total").GetInt32().Should().Be(1);
        (await ListedAsync(cloud)).Should().Equal(cloud.Emulator.ManagementEnvironmentId);
        cloud.Clock.Advance(TimeSpan.FromSeconds(30));
        (await ListedAsync(cloud)).Should().Equal(id, cloud.Emulator.ManagementEnvironmentId);
    }

    [Fact]
    public async Task DescribeEnvs_ByOffset_PagesOverEverything()
    {
        await using var cloud = await Cloud.StartAsync();
        List<string> made = [cloud.Emulator.ManagementEnvironmentId];
        for (var index = 0; index < 45; index++)
        {
            made.Add(await cloud.CreateEnvAsync($"a{index}"));
        }

        List<string> seen = [];
        for (var offset = 0; offset < 60; offset += 20)
        {
            seen.AddRange(await ListedAsync(cloud, offset));
        }

        made.Reverse();
        seen.Should().Equal(made);
    }

    [Fact]
    public async Task DestroyEnv_Once_IsolatesAndPurgesAWeekLater()
    {
        await using var cloud = await Cloud.StartAsync();
        await cloud.CallAsync("tag", "CreateTag", new { TagKey = "tenant", TagValue = "acme" });
        var id = await cloud.CreateEnvAsync("gone", new[] { new { Key = "tenant", Value = "acme" } });
        var key = (await cloud.CallAsync("tcb", "CreateApiKey", new { EnvId = id, KeyType = "api_key" })).GetProperty("ApiKey").GetString()!;
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = id });

        (await StatusAsync(cloud, id)).Should().Be(("UNAVAILABLE", "ISOLATE", "4"));
        (await cloud.GatewayAsync(id, key)).Should().Be((403, "ENVIRONMENT_ISOLATED"));
        (await cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = id })).Should().Be("ResourceUnavailable.ResourceIsolated");
        (await cloud.CodeOfAsync("tag", "DeleteTag", new { TagKey = "tenant", TagValue = "acme" })).Should().Be("FailedOperation.TagAttachedResource");
        cloud.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        (await cloud.CodeOfAsync("tag", "DeleteTag", new { TagKey = "tenant", TagValue = "acme" })).Should().Be("FailedOperation.TagAttachedResource");
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("Total").GetInt32().Should().Be(0);
        (await cloud.GatewayAsync(id, key)).Should().Be((401, "INVALID_API_KEY"));
        await cloud.CallAsync("tag", "DeleteTag", new { TagKey = "tenant", TagValue = "acme" });
    }

    [Fact]
    public async Task DestroyEnv_Forced_PurgesAtOnce()
    {
        await using var cloud = await Cloud.StartAsync();
        var straight = await cloud.CreateEnvAsync();
        var isolatedFirst = await cloud.CreateEnvAsync();
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = straight, IsForce = true });
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = isolatedFirst });
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = isolatedFirst, IsForce = true });

        cloud.Emulator.GetState().Environments.Should().ContainSingle();
        cloud.Emulator.GetState().DeletesEver.Should().Be(2);
        (await cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = straight })).Should().Be("ResourceNotFound");
    }

    [Fact]
    public async Task DestroyEnv_OverTheBudget_IsRefusedUntilTheNextMonth()
    {
        await using var cloud = await Cloud.StartAsync(options => (options.MaxDeletesPerMonth, options.MaxDeletes) = (2, 3));
        var ids = new List<string>();
        for (var index = 0; index < 4; index++)
        {
            ids.Add((await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" }, Period = 12 })).GetProperty("EnvId").GetString()!);
        }

        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = ids[0] });
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = ids[1] });
        (await cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = ids[2] })).Should().Be("LimitExceeded");
        (await cloud.CallAsync("tcb", "DescribeEnvLimit", new { })).GetProperty("CurrentDeleteMonthly").GetInt32().Should().Be(2);
        cloud.Clock.Advance(TimeSpan.FromDays(31));
        (await cloud.CallAsync("tcb", "DescribeEnvLimit", new { })).GetProperty("CurrentDeleteMonthly").GetInt32().Should().Be(0);
        await cloud.CallAsync("tcb", "DestroyEnv", new { EnvId = ids[2] });
        (await cloud.CodeOfAsync("tcb", "DestroyEnv", new { EnvId = ids[3] })).Should().Be("LimitExceeded");
    }

    [Fact]
    public async Task Package_NotRenewed_LapsesThenIsPurged()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = await cloud.CreateEnvAsync();
        cloud.Clock.Advance(TimeSpan.FromDays(31) - TimeSpan.FromSeconds(1));
        (await StatusAsync(cloud, id)).Status.Should().Be("NORMAL");
        cloud.Clock.Advance(TimeSpan.FromSeconds(1));
        (await StatusAsync(cloud, id)).Billing.Should().Be("ISOLATE");
        await cloud.CallAsync("tcb", "RenewEnv", new { EnvId = id });
        (await StatusAsync(cloud, id)).Billing.Should().Be("NORMAL");
        cloud.Clock.Advance(TimeSpan.FromDays(60));
        cloud.Emulator.GetState().Environments.Should().ContainSingle();
        cloud.Emulator.Ledger.Should().HaveCount(2);
    }

    [Fact]
    public async Task Package_OnAutoRenewal_IsChargedEachMonthUntilTheBalanceEnds()
    {
        await using var cloud = await Cloud.StartAsync(options => options.Balance = 39.9m * 3);
        await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" }, RenewFlag = "NOTIFY_AND_AUTO_RENEW" });
        cloud.Clock.Advance(TimeSpan.FromDays(70));

        cloud.Emulator.Ledger.Select(entry => (entry.Kind, At: entry.At.ToString("MM-dd"), entry.RequestId is null))
            .Should().Equal((LedgerEntryKind.New, "03-01", false), (LedgerEntryKind.Renew, "04-01", true), (LedgerEntryKind.Renew, "05-01", true));
        cloud.Emulator.GetState().Environments[^1].IsReady.Should().BeTrue();
        cloud.Clock.Advance(TimeSpan.FromDays(23));
        cloud.Emulator.GetState().Environments[^1].IsolatedAt.Should().Be(new DateTimeOffset(2026, 6, 1, 8, 0, 0, TimeSpan.Zero));
        cloud.Emulator.Ledger.Should().HaveCount(3);
    }

    [Fact]
    public async Task SetRenewal_SwitchedOff_LetsThePackageLapse()
    {
        await using var cloud = await Cloud.StartAsync();
        var id = (await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" }, RenewFlag = "NOTIFY_AND_AUTO_RENEW" })).GetProperty("EnvId").GetString()!;
        await cloud.CallAsync("billing", "SetRenewal", new { ProductCode = "p_tcb", RegionCode = "ap-shanghai", InstanceId = id, RenewFlag = "NOTIFY_AND_MANUAL_RENEW" });
        cloud.Clock.Advance(TimeSpan.FromDays(40));

        cloud.Emulator.Ledger.Should().ContainSingle();
        (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("Total").GetInt32().Should().Be(0, "it lapsed nine days ago and isolation lasts seven");
    }

    [Fact]
    public async Task DescribeAccountBalance_AfterAnOrder_IsLessByWhatTheLedgerSays()
    {
        await using var cloud = await Cloud.StartAsync();
        var before = await BalanceAsync();

        await cloud.CallAsync("tcb", "CreateEnv", new { Alias = "a", PackageId = "baas_personal", Resources = new[] { "flexdb" } });

        (before - await BalanceAsync()).Should().Be(cloud.Emulator.Ledger.Single().Amount).And.BePositive();

        async Task<decimal> BalanceAsync() => (await cloud.CallAsync("billing", "DescribeAccountBalance", new { })).GetProperty("RealBalance").GetDecimal() / 100;
    }

    private static async Task<(string Status, string Billing, string Order)> StatusAsync(Cloud cloud, string id)
    {
        var environment = (await cloud.CallAsync("tcb", "DescribeEnvs", new { EnvId = id })).GetProperty("EnvList")[0];
        var billing = (await cloud.CallAsync("tcb", "DescribeBillingInfo", new { EnvId = id })).GetProperty("EnvBillingInfoList")[0];
        return (environment.GetProperty("Status").GetString()!, billing.GetProperty("Status").GetString()!, billing.GetProperty("OrderInfo").GetProperty("TranStatus").GetString()!);
    }

    private static async Task<List<string>> ListedAsync(Cloud cloud, int offset = 0) =>
        (await cloud.CallAsync("tcb", "DescribeEnvs", new { Offset = offset, Limit = 20 })).GetProperty("EnvList").EnumerateArray().Select(environment => environment.GetProperty("EnvId").GetString()!).ToList();
}
