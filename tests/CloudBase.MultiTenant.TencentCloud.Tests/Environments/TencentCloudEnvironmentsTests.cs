using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Environments;

/// <summary>Against the emulator, signed, without a socket.</summary>
public sealed class TencentCloudEnvironmentsTests
{
    private static readonly EnvironmentMarker Marker = new("cbmt", "a1b2c3");

    [Fact]
    public async Task Lifecycle_OrderToPurge_EveryStepIsSeen()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.ReadyDelay = TimeSpan.FromSeconds(10));
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        CancellationToken none = CancellationToken.None;

        await environments.EnsureMarkerAsync(Marker, none);
        await environments.EnsureMarkerAsync(Marker, none);
        EnvironmentId id = await environments.OrderAsync(await OrderAsync(environments), none);
        CloudEnvironment pending = (await environments.FindAsync(id, none))!;
        EnvironmentBilling delivering = (await environments.FindBillingAsync(id, none))!;
        cloud.Time.Advance(TimeSpan.FromSeconds(11));
        CloudEnvironment ready = (await environments.FindAsync(id, none))!;
        EnvironmentBilling delivered = (await environments.FindBillingAsync(id, none))!;

        pending.Readiness.Should().Be(EnvironmentReadiness.Pending);
        delivering.Delivery.Should().Be(DeliveryState.Delivering);
        ready.Should().BeEquivalentTo(new { Readiness = EnvironmentReadiness.Ready, Alias = "abcdefg2", PackageId = "baas_personal", Region = "ap-shanghai" });
        ready.Tags.Should().Contain(Marker.Key, Marker.Value);
        ready.Parts.FunctionNamespace.Should().Be(id.Value);
        ready.Parts.Should().Match<EnvironmentParts>(p => p.Bucket != null && p.BucketAppId != null && p.LogTopicId != null && p.FunctionRegion == "ap-shanghai" && p.BucketBasePath == null);
        ready.CreatedAt.Should().Be(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        delivered.Delivery.Should().Be(DeliveryState.Delivered);
        delivered.PaidUntil.Should().Be(new DateTimeOffset(2026, 12, 23, 12, 0, 0, TimeSpan.Zero));

        (await environments.TryRemoveMarkerAsync(Marker, none)).Should().BeFalse("the environment still carries it");
        await environments.IsolateAsync(id, false, true, none);
        await environments.IsolateAsync(id, false, true, none);
        (await environments.FindBillingAsync(id, none))!.IsIsolated.Should().BeTrue();
        cloud.Time.Advance(environments.IsolationPeriod + TimeSpan.FromHours(1));
        (await environments.FindAsync(id, none)).Should().BeNull();
        (await environments.FindBillingAsync(id, none)).Should().BeNull();
        await environments.IsolateAsync(id, false, false, none);
        (await environments.TryRemoveMarkerAsync(Marker, none)).Should().BeTrue();
        (await environments.TryRemoveMarkerAsync(Marker, none)).Should().BeTrue("absent is what is wanted");
        cloud.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Isolate_StillBeingDelivered_IsNotTakenForDone()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.ReadyDelay = TimeSpan.FromSeconds(10));
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentId id = await environments.OrderAsync(await OrderAsync(environments, tags: false), CancellationToken.None);

        await FluentActions.Awaiting(() => environments.IsolateAsync(id, false, true, CancellationToken.None).AsTask()).Should().ThrowAsync<CloudConflictException>();
    }

    [Fact]
    public async Task Scan_ThreePages_EachOnceAndComplete()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(configure: o => o.RateLimits["tcb.CreateEnv"] = 0);
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        for (int i = 0; i < 230; i++)
        {
            await environments.OrderAsync(await OrderAsync(environments, tags: false), CancellationToken.None);
        }

        EnvironmentScan scan = await environments.ScanAsync(CancellationToken.None);

        scan.IsComplete.Should().BeTrue();
        scan.Total.Should().Be(231);
        scan.Environments.Select(e => e.Id).Should().OnlyHaveUniqueItems().And.HaveCount(231);
    }

    [Fact]
    public async Task Order_NoBalanceSoldOutOrFull_IsTypedAndChangedNothing()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => (o.NoLimits, o.MaxEnvironments) = (false, 2));
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();

        await cloud.Emulator.SetBalanceAsync(1);
        await ShouldRefuseAsync<CloudPaymentException>(environments);
        await cloud.Emulator.SetBalanceAsync(1000);
        await cloud.Emulator.SetSoldOutAsync(true);
        await ShouldRefuseAsync<CloudSoldOutException>(environments);
        await cloud.Emulator.SetSoldOutAsync(false);
        await environments.OrderAsync(await OrderAsync(environments, tags: false), CancellationToken.None);
        await ShouldRefuseAsync<CloudLimitExceededException>(environments);

        cloud.Emulator.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task RenewChangePlanLimitAndRenewal_EachReachesTheBooks()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(configure: o => o.AutoRenewalProductCode = "p_tcb");
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        CancellationToken none = CancellationToken.None;
        EnvironmentId id = await environments.OrderAsync(await OrderAsync(environments, tags: false), none);

        await environments.RenewAsync(id, 2, (await environments.ReadClockAsync(none)).Now, none);
        await environments.ChangePlanAsync(id, "baas_pf_standard", (await environments.ReadClockAsync(none)).Now, none);
        await environments.SetAutoRenewAsync(id, true, none);
        await environments.SetRequestLimitAsync(id, 1, none);
        await environments.SetRequestLimitAsync(id, null, none);
        EnvironmentBilling billing = (await environments.FindBillingAsync(id, none))!;

        billing.Should().BeEquivalentTo(new { AutoRenews = true, PackageId = "baas_pf_standard", PaidUntil = new DateTimeOffset(2027, 2, 23, 12, 0, 0, TimeSpan.Zero) });
        cloud.Emulator.Ledger.Should().HaveCount(3);
        (await environments.GetLimitsAsync(none)).Should().Match<EnvironmentLimits>(l => l.CurrentEnvironments == 2 && l.MaxDeletionsMonthly > 0);
    }

    [Fact]
    public async Task SetAutoRenew_NoProductCode_OffIsDoneWhereItIsOffAndOnIsRefusedUnsent()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync();
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentId manual = await environments.OrderAsync(await OrderAsync(environments, tags: false), CancellationToken.None);
        EnvironmentId auto = await environments.OrderAsync((await OrderAsync(environments, tags: false)) with { AutoRenew = true }, CancellationToken.None);

        await environments.SetAutoRenewAsync(manual, false, CancellationToken.None);

        foreach ((EnvironmentId id, bool enabled) in new[] { (manual, true), (auto, false) })
        {
            (await FluentActions.Awaiting(() => environments.SetAutoRenewAsync(id, enabled, CancellationToken.None).AsTask())
                .Should().ThrowAsync<CloudInvalidRequestException>()).WithMessage("*AutoRenewalProductCode*");
        }
    }

    [Theory]
    [InlineData("baas_nothing", "flexdb", 1, "ap-shanghai", "*baas_nothing*baas_personal*")]
    [InlineData("baas_personal", "mysql", 1, "ap-shanghai", "*mysql*flexdb*")]
    [InlineData("baas_personal", "flexdb", 13, "ap-shanghai", "*13 months*1 to 12, or 24*")]
    [InlineData("baas_personal", "flexdb", 1, "eu-moon", "*eu-moon*ap-shanghai*")]
    [InlineData("baas_personal", "flexdb", 1, "ap-singapore", "*'ap-singapore' was asked for*'ap-shanghai'*Nothing was sent*")]
    public async Task Check_UnknownValue_IsRefusedWithWhatThereIs(string package, string resource, int months, string region, string message)
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync();
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        await environments.CheckAsync(new TenantSpec { PackageId = "baas_personal", Resources = ["flexdb", "storage", "function", "postgresql"], PeriodMonths = 24, Region = "ap-shanghai" }, CancellationToken.None);

        (await FluentActions.Awaiting(() => environments.CheckAsync(
            new TenantSpec { PackageId = package, Resources = [resource], PeriodMonths = months, Region = region }, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudInvalidRequestException>()).WithMessage(message).Which.Effect.Should().Be(CloudEffect.None);
    }

    [Fact]
    public async Task Order_OfAnotherRegionThanTheCallsGoTo_IsNotSent()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync();
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentOrder order = await OrderAsync(environments, tags: false);

        (await FluentActions.Awaiting(() => environments.OrderAsync(order with { Region = "ap-singapore" }, CancellationToken.None).AsTask())
            .Should().ThrowAsync<CloudInvalidRequestException>()).Which.Effect.Should().Be(CloudEffect.None);
        (await environments.ScanAsync(CancellationToken.None)).Environments.Should().NotContain(e => e.Alias == order.Alias.Value);
        await environments.OrderAsync(order with { Region = "ap-shanghai" }, CancellationToken.None);
    }

    [Fact]
    public async Task ApiKeys_CreateListDeleteAndLimit_AreTyped()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync();
        IEnvironmentCloud environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        IEnvironmentApiKeys keys = cloud.Host.Services.GetRequiredService<IEnvironmentApiKeys>();
        CancellationToken none = CancellationToken.None;
        EnvironmentId id = await environments.OrderAsync(await OrderAsync(environments, tags: false), none);

        await FluentActions.Awaiting(() => keys.CreateAsync(id, "short", TimeSpan.FromMinutes(119), none).AsTask()).Should().ThrowAsync<CloudInvalidRequestException>();
        IssuedApiKey first = await keys.CreateAsync(id, "one", TimeSpan.FromHours(2), none);
        for (int i = 2; i <= 5; i++)
        {
            await keys.CreateAsync(id, "key " + i, TimeSpan.FromHours(i), none);
        }

        first.ExpiresAt.Should().Be(cloud.Time.GetUtcNow().AddHours(2));
        first.ToString().Should().NotContain(first.Key.Reveal());
        (await keys.ListAsync(id, none)).Should().HaveCount(5).And.Contain(new EnvironmentApiKey(first.KeyId, "one", first.ExpiresAt));
        await FluentActions.Awaiting(() => keys.CreateAsync(id, "six", TimeSpan.FromHours(2), none).AsTask()).Should().ThrowAsync<CloudLimitExceededException>();
        await keys.DeleteAsync(id, first.KeyId, none);
        await keys.DeleteAsync(id, first.KeyId, none);
        (await keys.ListAsync(id, none)).Should().HaveCount(4);
    }

    internal static async Task<EnvironmentOrder> OrderAsync(IEnvironmentCloud environments, bool tags = true) => new()
    {
        Alias = EnvironmentAlias.Parse("abcdefg2"),
        PackageId = "baas_personal",
        Resources = ["flexdb", "storage", "function"],
        PeriodMonths = 1,
        Tags = tags ? new Dictionary<string, string> { [Marker.Key] = Marker.Value } : new Dictionary<string, string>(),
        SignedAt = (await environments.ReadClockAsync(CancellationToken.None)).Now,
    };

    private static async Task ShouldRefuseAsync<TException>(IEnvironmentCloud environments)
        where TException : CloudCallException
    {
        EnvironmentOrder order = await OrderAsync(environments, tags: false);
        (await FluentActions.Awaiting(() => environments.OrderAsync(order, CancellationToken.None).AsTask()).Should().ThrowAsync<TException>())
            .Which.Effect.Should().Be(CloudEffect.None);
    }
}
