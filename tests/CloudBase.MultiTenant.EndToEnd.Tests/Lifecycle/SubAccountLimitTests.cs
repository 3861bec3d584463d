using System.Text.Json;
using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.TencentCloud;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Lifecycle;

/// <summary>The account's bounded number of sub-accounts, under tenants that come all at once.</summary>
public sealed class SubAccountLimitTests
{
    [Fact]
    public async Task Ensure_TenTenantsAtOnceOnTwoHostsWithRoomForThree_OrdersThreeEnvironments()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { MaxUsers = 3 });
        var settings = new HostSettings { Isolation = IsolationKind.CamSubAccount, SubAccounts = o => o.MaxSubAccounts = 3 };
        await using OneHost one = await OneHost.StartAsync(folder, emulator, settings);
        await using OneHost two = await OneHost.StartAsync(folder, emulator, settings);

        Exception?[] outcomes = await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => await Record.ExceptionAsync(
            () => (i % 2 == 0 ? one : two).Provisioner.EnsureAsync(TenantId.Parse($"user-{i}@example.com"), TenantSpec.Default).AsTask())));

        outcomes.Count(e => e is null).Should().Be(3);
        outcomes.OfType<CloudLimitExceededException>().Should().HaveCount(7).And.OnlyContain(e => e.Limit == "sub-accounts" && e.Effect == CloudEffect.None);
        emulator.Ledger.Should().HaveCount(3, "who has no place is refused before anything is bought");
        emulator.GetState().Users.Should().HaveCount(3);
    }

    [Fact]
    public async Task Suspend_WhatWasMadeByHand_IsTakenAwayOrNamed()
    {
        using TemporaryFolder folder = new();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        await using OneHost host = await OneHost.StartAsync(folder, emulator, new HostSettings { Isolation = IsolationKind.CamSubAccount });
        Tenant tenant = await host.Provisioner.EnsureAsync(TenantId.Parse("user-42@example.com"), TenantSpec.Default);
        string environment = tenant.EnvironmentId!.Value.Value;
        await CreateKeyAsync(host, environment, "api_key", "by-hand");
        await CreateKeyAsync(host, environment, "publish_key", "web-page");

        SuspendResult suspended = await host.Provisioner.SuspendAsync(tenant.Id, SuspendOptions.Default);

        suspended.StillOpen.Should().HaveCount(2).And.Contain(k => k.Contains("by-hand")).And.Contain(k => k.Contains("web-page"));
        emulator.GetState().Users.Single().AttachedPolicies.Should().BeEmpty();
        await host.Provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default);
        SuspendResult closed = await host.Provisioner.SuspendAsync(tenant.Id, new SuspendOptions { DeleteForeignKeys = true });
        closed.StillOpen.Should().BeEmpty();
    }

    private static async Task CreateKeyAsync(OneHost host, string environment, string kind, string name) =>
        await host.Services.GetRequiredService<TencentCloudClient>().CallAsync(
            "tcb", "2018-06-08", "CreateApiKey", JsonSerializer.SerializeToElement(new { EnvId = environment, KeyType = kind, KeyName = name }), CallSafety.Once, null, default);
}
