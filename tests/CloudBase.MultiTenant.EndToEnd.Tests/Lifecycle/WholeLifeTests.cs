using System.Net;
using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Lifecycle;

/// <summary>A tenant's whole life over the real wire, under both strategies.</summary>
public sealed class WholeLifeTests
{
    public static TheoryData<string> Strategies => ["CamSubAccount", "WhiteLabel"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Life_FromProvisionToDeprovision_KeepsEveryPromiseOnTheWay(string isolation)
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using OneHost host = await OneHost.StartAsync(folder, emulator, new HostSettings { Isolation = new IsolationKind(isolation) });
        TenantId id = TenantId.Parse("user-42@example.com");
        Tenant neighbour = await host.Provisioner.EnsureAsync(TenantId.Parse("User-42@example.com"), TenantSpec.Default);

        Tenant tenant = await host.Provisioner.EnsureAsync(id, TenantSpec.Default);
        CredentialLease lease = await host.Broker.GetAsync(id, CredentialRequest.ForMcp);

        tenant.State.Should().Be(TenantState.Active);
        tenant.ActiveIsolation()!.Kind.Name.Should().Be(isolation);
        tenant.PaidUntil.Should().BeAfter(DateTimeOffset.UtcNow.AddDays(27));
        (await CallAsync(tenant)).Should().Be(HttpStatusCode.NotFound, "the gateway let the caller in and found no such function");
        (await CallAsync(neighbour)).Should().BeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);

        await host.Provisioner.RotateKeysAsync(id, RotateKeysOptions.Default);
        SuspendResult suspended = await host.Provisioner.SuspendAsync(id, SuspendOptions.Default);

        suspended.Tenant.State.Should().Be(TenantState.Suspended);
        (await CallAsync(tenant)).Should().BeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
        await FluentActions.Awaiting(() => host.Broker.GetAsync(id, CredentialRequest.ForMcp).AsTask()).Should().ThrowAsync<TenantStateException>();

        Tenant back = await host.Provisioner.ReactivateAsync(id, ReactivateOptions.Default);
        CredentialLease renewed = await host.Broker.GetAsync(id, CredentialRequest.ForMcp);

        back.State.Should().Be(TenantState.Active);
        (await Gateway.CallAsync(emulator, back.EnvironmentId!.Value, renewed.Credential)).Should().Be(HttpStatusCode.NotFound);

        DeprovisionResult gone = await host.Provisioner.DeprovisionAsync(id, DeprovisionOptions.Default);

        gone.Tenant.State.Should().Be(TenantState.Deprovisioned);
        gone.Leftovers.Should().BeEmpty();
        gone.PurgeExpectedAt.Should().NotBeNull();
        (await Gateway.CallAsync(emulator, tenant.EnvironmentId!.Value, renewed.Credential)).Should().BeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        emulator.Ledger.Should().HaveCount(2, "two environments were ordered, and nothing else cost money");
        (await host.Directory.GetAsync(neighbour.Id)).State.Should().Be(TenantState.Active);

        Task<HttpStatusCode> CallAsync(Tenant at) => Gateway.CallAsync(emulator, at.EnvironmentId!.Value, lease.Credential);
    }
}
