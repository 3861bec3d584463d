using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Lifecycle;

/// <summary>What becomes of what was paid for a month, when forty days pass: nothing wanted lapses, nothing unwanted renews itself.</summary>
public sealed class FortyDaysTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task FortyDays_UnderManagedRenewal_RenewsTheWantedAndNothingElse()
    {
        using TemporaryFolder folder = new();
        FakeTimeProvider time = new(Start);
        FakeDays days = new(time);
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { TimeProvider = time });
        // An hour between looks: twelve hours pass at once here, and each of the pump's ticks in them costs real time.
        await using OneHost host = await OneHost.StartAsync(folder, emulator, new HostSettings
        {
            TimeProvider = time, Renewal = RenewalPolicy.Managed, Configure = o => o.Operations.PumpInterval = TimeSpan.FromHours(1),
        });
        Tenant wanted = await days.FinishAsync(host.Provisioner.EnsureAsync(TenantId.Parse("wanted"), TenantSpec.Default));
        Tenant suspended = await days.FinishAsync(host.Provisioner.EnsureAsync(TenantId.Parse("suspended"), TenantSpec.Default with { Isolation = IsolationKind.CamSubAccount }));
        Tenant removed = await days.FinishAsync(host.Provisioner.EnsureAsync(TenantId.Parse("removed"), TenantSpec.Default));
        Tenant lapsing = await days.FinishAsync(host.Provisioner.EnsureAsync(TenantId.Parse("lapsing"), TenantSpec.Default with { Renewal = RenewalPolicy.None }));
        await days.FinishAsync(host.Provisioner.SuspendAsync(suspended.Id, SuspendOptions.Default));
        await days.FinishAsync(host.Provisioner.DeprovisionAsync(removed.Id, DeprovisionOptions.Default));

        await days.PassAsync(host, TimeSpan.FromDays(40), TimeSpan.FromHours(12));

        string[] renewed = [.. emulator.Ledger.Where(e => e.Kind == LedgerEntryKind.Renew).Select(e => e.EnvironmentId)];
        renewed.Should().BeEquivalentTo([wanted.EnvironmentId!.Value.Value, suspended.EnvironmentId!.Value.Value], "each was renewed once, the lapsing and the removed one never");
        Tenant now = await host.Directory.GetAsync(wanted.Id);
        now.State.Should().Be(TenantState.Active);
        now.PaidUntil.Should().BeAfter(time.GetUtcNow());
        (await host.Directory.GetAsync(suspended.Id)).State.Should().Be(TenantState.Suspended);
        emulator.Ledger.Count(e => e.Kind == LedgerEntryKind.New).Should().Be(4);
        emulator.GetState().Environments.Select(e => e.Id).Should().NotContain(removed.EnvironmentId!.Value.Value, "the isolation period is over");
        CredentialLease lease = await days.FinishAsync(host.Broker.GetAsync(wanted.Id, CredentialRequest.ForMcp));
        lease.ExpiresAt.Should().BeAfter(time.GetUtcNow());
        emulator.GetState().Environments.Select(e => e.Id).Should().NotContain(lapsing.EnvironmentId!.Value.Value, "nobody renewed it, and it was purged");
    }
}
