using System.Diagnostics;
using System.Net;
using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Offline;

/// <summary>What a user writes: a host with UseEmulator(), a tenant, and forty days in an instant.</summary>
public sealed class SharedClockTests(ITestOutputHelper output)
{
    private static readonly TenantId Mei = TenantId.Parse("mei.lin@example.com");

    [Fact]
    public async Task FortyDays_AdvancedByAUsersTest_ShowExpiryLapseIsolationAndPurge()
    {
        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseEmulator());
        CloudBaseEmulator cloud = await host.Emulator.StartAsync();
        long start = Stopwatch.GetTimestamp();
        Tenant tenant = await host.Provisioner.EnsureAsync(Mei, TenantSpec.Default);
        EnvironmentId environment = tenant.EnvironmentId!.Value;
        CredentialLease first = await host.Broker.GetAsync(Mei, CredentialRequest.ForMcp);
        (await Gateway.CallAsync(cloud, environment, first.Credential)).Should().Be(HttpStatusCode.NotFound, "the key is let in, and no function is deployed");

        await host.Emulator.AdvanceAsync(TimeSpan.FromDays(1));
        first.ExpiresAt.Should().BeBefore(host.Time.GetUtcNow());
        (await Gateway.CallAsync(cloud, environment, first.Credential)).Should().Be(HttpStatusCode.Unauthorized, "the key has expired");
        CredentialLease second = await host.Broker.GetAsync(Mei, CredentialRequest.ForMcp);
        second.Credential.Id.Should().NotBe(first.Credential.Id);
        (await Gateway.CallAsync(cloud, environment, second.Credential)).Should().Be(HttpStatusCode.NotFound);

        await host.Emulator.AdvanceAsync(TimeSpan.FromDays(31));
        (await host.Directory.GetAsync(Mei)).PaidUntil.Should().BeBefore(host.Time.GetUtcNow(), "nobody renews it");
        cloud.GetState().Environments.Single(e => e.Id == environment.Value).IsolatedAt.Should().NotBeNull();

        await host.Emulator.AdvanceAsync(TimeSpan.FromDays(8));
        cloud.GetState().Environments.Should().NotContain(e => e.Id == environment.Value, "isolation lasts seven days");
        cloud.Ledger.Should().ContainSingle();
        output.WriteLine($"forty days in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
    }

    [Fact]
    public async Task DaysBeforeALapse_UnderManagedRenewal_RenewByThePumpOfTheHost()
    {
        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseEmulator(), RenewalPolicy.Managed);
        CloudBaseEmulator cloud = await host.Emulator.StartAsync();
        Tenant tenant = await host.Provisioner.EnsureAsync(Mei, TenantSpec.Default);

        // No day passes any more once the renewal is due: one that passed while it is paid would make its signature too old, and a person would be asked.
        while (tenant.PaidUntil - host.Time.GetUtcNow() > new RenewalOptions().LeadTime)
        {
            await host.Emulator.AdvanceAsync(TimeSpan.FromDays(1));
        }

        using CancellationTokenSource patience = new(TimeSpan.FromMinutes(3));
        while (cloud.Ledger.All(e => e.Kind != LedgerEntryKind.Renew))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
        }

        cloud.Ledger.Should().HaveCount(2, "one order, one renewal");
    }

    [Fact]
    public async Task Advance_OfAnEmulatorElsewhere_TakesThisHostAndLaterOnesAlong()
    {
        await using CloudBaseEmulator elsewhere = await CloudBaseEmulator.StartAsync();
        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseEmulator(e => e.Endpoint = elsewhere.Endpoint));
        Tenant tenant = await host.Provisioner.EnsureAsync(Mei, TenantSpec.Default);
        DateTimeOffset before = host.Time.GetUtcNow();

        await host.Emulator.AdvanceAsync(TimeSpan.FromDays(40));
        await host.Emulator.AdvanceAsync(TimeSpan.FromDays(1));

        host.Time.GetUtcNow().Should().BeOnOrAfter(before.AddDays(41)).And.BeBefore(before.AddDays(42));
        elsewhere.GetState().Environments.Should().NotContain(e => e.Id == tenant.EnvironmentId!.Value.Value);
        await using OfflineHost later = await OfflineHost.StartAsync(b => b.UseEmulator(e => e.Endpoint = elsewhere.Endpoint));
        later.Time.GetUtcNow().Should().BeCloseTo(elsewhere.TimeProvider.GetUtcNow(), TimeSpan.FromMinutes(1));
        (await later.Provisioner.EnsureAsync(Mei, TenantSpec.Default)).PaidUntil.Should().BeAfter(later.Time.GetUtcNow());
    }

    [Fact]
    public async Task Advance_WhereTheHostHasAClockOfItsOwn_SaysWhoseItIs()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseEmulator(), services: s => s.AddSingleton<TimeProvider>(time));

        host.Time.Should().BeSameAs(time, "somebody chose it");
        (await host.Emulator.StartAsync()).TimeProvider.Should().BeSameAs(time);
        await FluentActions.Awaiting(() => host.Emulator.AdvanceAsync(TimeSpan.FromHours(1))).Should().ThrowAsync<InvalidOperationException>().WithMessage("*FakeTimeProvider*advance that one*");
    }

    [Fact]
    public async Task Advance_OutOfRange_IsRefusedBothWays()
    {
        await using CloudBaseEmulator elsewhere = await CloudBaseEmulator.StartAsync();
        await using OfflineHost inside = await OfflineHost.StartAsync(b => b.UseEmulator());
        await using OfflineHost outside = await OfflineHost.StartAsync(b => b.UseEmulator(e => e.Endpoint = elsewhere.Endpoint));

        foreach (OfflineHost host in new[] { inside, outside })
        {
            await FluentActions.Awaiting(() => host.Emulator.AdvanceAsync(TimeSpan.Zero)).Should().ThrowAsync<ArgumentOutOfRangeException>();
            await FluentActions.Awaiting(() => host.Emulator.AdvanceAsync(TimeSpan.FromDays(3651))).Should().ThrowAsync<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public async Task Start_WhereNoEmulatorAnswers_IsWarnedOfAndGoesOn()
    {
        await using OfflineHost host = await OfflineHost.StartAsync(b => b.UseEmulator(e => e.Endpoint = new Uri("http://127.0.0.1:9")));

        await FluentActions.Awaiting(() => host.Emulator.AdvanceAsync(TimeSpan.FromHours(1))).Should().ThrowAsync<HttpRequestException>();
    }
}
