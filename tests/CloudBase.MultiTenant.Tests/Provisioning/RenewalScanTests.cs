using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.Tests.Operations;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>What the scan does that no operation does: it keeps dates right, and tries again what failed while a tenant was parked.</summary>
public sealed class RenewalScanTests
{
    [Fact]
    public async Task Scan_TheCloudRenewedByItself_StoresTheNewDate()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync(RenewalPolicy.Auto);
        DateTimeOffset first = (await host.Directory.GetAsync(Verbs.User)).PaidUntil!.Value;

        await PassAsync(world, host, TimeSpan.FromDays(32));

        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        tenant.PaidUntil.Should().BeAfter(first).And.Be(world.Cloud.Environments.Single().PaidUntil);
        world.Cloud.Ledger.Should().NotContain(l => l.Kind == "renew");
    }

    [Fact]
    public async Task Scan_ManagedTenantOfUnknownDate_ReadsTheBooksAndRenewsOnlyWhenDue()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync(RenewalPolicy.Managed);
        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        (await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { PaidUntil = null })), default)).IsCommitted.Should().BeTrue();

        await PassAsync(world, host, TimeSpan.FromHours(2));
        (await host.Directory.GetAsync(Verbs.User)).PaidUntil.Should().Be(world.Cloud.Environments.Single().PaidUntil);
        world.Cloud.Ledger.Should().NotContain(l => l.Kind == "renew", "it is paid for weeks");

        await PassAsync(world, host, TimeSpan.FromDays(28));
        world.Cloud.Ledger.Should().ContainSingle(l => l.Kind == "renew");
    }

    [Fact]
    public async Task Scan_BooksCannotBeRead_ComesBackToThem()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync(RenewalPolicy.Managed);
        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { PaidUntil = null })), default);
        world.Cloud.Faults = static a => a == "DescribeBillingInfo" ? CloudFault.Throttled : CloudFault.None;

        await PassAsync(world, host, TimeSpan.FromHours(2));
        world.Cloud.Faults = static _ => CloudFault.None;
        await PassAsync(world, host, TimeSpan.FromHours(2));

        (await host.Directory.GetAsync(Verbs.User)).PaidUntil.Should().NotBeNull();
    }

    [Fact]
    public async Task Scan_SwitchingOffFailedWhileParking_IsTriedAgainAndAudited()
    {
        (SimulatedWorld world, SimulatedHost host) = await ActiveAsync(RenewalPolicy.Auto);
        world.Cloud.Environments.Single().AutoRenews.Should().BeTrue();
        world.Cloud.Faults = static a => a is "ModifyEnv" or "SetRenewal" ? CloudFault.LostBefore : CloudFault.None;
        await Verbs.StartAsync(host, "suspend");
        await world.RunToEndAsync(host);
        Tenant parked = await host.Directory.GetAsync(Verbs.User);
        (parked.State, parked.CloudRenewsItself).Should().Be((TenantState.Parked, true));

        await PassAsync(world, host, TimeSpan.FromHours(2));
        world.Cloud.Environments.Single().AutoRenews.Should().BeTrue("the cloud still does not answer");
        world.Cloud.Faults = static _ => CloudFault.None;
        await PassAsync(world, host, TimeSpan.FromHours(2));

        world.Cloud.Environments.Single().AutoRenews.Should().BeFalse();
        (await host.Directory.GetAsync(Verbs.User)).CloudRenewsItself.Should().BeFalse();
        IReadOnlyList<AuditRecord> audit = await world.Store.ReadAuditAsync(0, 1000, default);
        audit.Where(a => a.Action == "environment:auto-renew" && a.Operation is null).Select(a => a.Outcome)
            .Should().ContainInConsecutiveOrder(AuditOutcome.Intent, AuditOutcome.Unknown).And.EndWith([AuditOutcome.Intent, AuditOutcome.Applied]);
    }

    private static async Task<(SimulatedWorld World, SimulatedHost Host)> ActiveAsync(RenewalPolicy policy)
    {
        var world = new SimulatedWorld { Configure = o => o.Renewal.Policy = policy };
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await world.RunToEndAsync(host);
        return (world, host);
    }

    private static async Task PassAsync(SimulatedWorld world, SimulatedHost host, TimeSpan span)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromHours(1))
        {
            world.Time.Advance(TimeSpan.FromHours(1));
            world.Cloud.Settle();
            await world.RunToEndAsync(host);
        }
    }
}
