using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Provisioning;

public sealed class ProvisionTests
{
    private static readonly TenantId User = TenantId.Parse("user-42@example.com");
    private static readonly EnsureOptions NoPatience = new() { Patience = TimeSpan.Zero };

    [Fact]
    public async Task EnsureAsync_NewTenant_EndsActiveWithOneOrder()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ReadyDelay = TimeSpan.FromSeconds(12), ListLag = TimeSpan.FromSeconds(3) });
        SimulatedHost host = world.NewHost();

        ProvisioningPendingException pending = await Assert.ThrowsAsync<ProvisioningPendingException>(
            () => host.Provisioner.EnsureAsync(User, TenantSpec.Default, NoPatience).AsTask());
        await world.RunToEndAsync(host);
        Tenant tenant = await host.Provisioner.EnsureAsync(User, TenantSpec.Default, NoPatience);

        tenant.State.Should().Be(TenantState.Active);
        tenant.PaidUntil.Should().Be(world.Cloud.Environments.Single().PaidUntil);
        tenant.EnvironmentId.Should().Be(world.Cloud.Ledger.Single().Environment);
        tenant.ActiveIsolation()!.Data["key"].Should().Be("key1");
        (await host.Operations.FindAsync(pending.Operation))!.State.Should().Be(OperationState.Succeeded);
    }
}
