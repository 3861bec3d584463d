using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Environments;

/// <summary>On the wire: somebody else pays for the environment, as a person in the console does, while this library's own order is parked.</summary>
public sealed class PaidByHandTests
{
    [Fact(Timeout = 60_000)]
    public async Task Renewal_ParkedForWantOfBalanceThenRenewedByAnotherClient_IsDoneOnResumeAndBilledOnce()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", IsolationKind.WhiteLabel);
        await platform.Emulator.SetBalanceAsync(0, cancellationToken);
        await platform.Emulator.AdvanceAsync(TimeSpan.FromDays(28), cancellationToken);
        await platform.Get<OperationPump>().RunOnceAsync(cancellationToken);
        TenantOperation parked = await ParkedAsync(platform, OperationKind.Renew, cancellationToken);
        await platform.Emulator.AdvanceAsync(TimeSpan.FromHours(1), cancellationToken);

        await platform.Emulator.SetBalanceAsync(10_000, cancellationToken);
        await using EmulatedPlatform console = EmulatedPlatform.On(platform.Emulator, null);
        IEnvironmentCloud cloud = console.Get<IEnvironmentCloud>();
        await cloud.RenewAsync(tenant.EnvironmentId!.Value, 1, (await cloud.ReadClockAsync(cancellationToken)).Now, cancellationToken);
        TenantOperation ended = await ResumeAsync(platform, parked, cancellationToken);

        ended.State.Should().Be(OperationState.Succeeded);
        platform.Emulator.Ledger.Where(l => l.Kind == LedgerEntryKind.Renew).Should().ContainSingle("what the person bought");
        Tenant now = await platform.Get<ITenantDirectory>().GetAsync(tenant.Id, cancellationToken);
        now.PaidUntil.Should().Be((await cloud.FindBillingAsync(tenant.EnvironmentId.Value, cancellationToken))!.PaidUntil);
    }

    [Fact(Timeout = 60_000)]
    public async Task ChangeOfPlan_ParkedForWantOfBalanceThenChangedByAnotherClient_IsDoneOnResumeAndBilledOnce()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", IsolationKind.WhiteLabel);
        const string package = "baas_pf_standard";
        await platform.Emulator.SetBalanceAsync(0, cancellationToken);
        Func<Task> change = () => platform.Get<ITenantProvisioner>().ChangePlanAsync(tenant.Id, new ChangePlanOptions { PackageId = package }, cancellationToken).AsTask();
        await change.Should().ThrowAsync<CloudBaseException>();
        TenantOperation parked = await ParkedAsync(platform, OperationKind.ChangePlan, cancellationToken);

        await platform.Emulator.SetBalanceAsync(10_000, cancellationToken);
        await using EmulatedPlatform console = EmulatedPlatform.On(platform.Emulator, null);
        IEnvironmentCloud cloud = console.Get<IEnvironmentCloud>();
        await cloud.ChangePlanAsync(tenant.EnvironmentId!.Value, package, (await cloud.ReadClockAsync(cancellationToken)).Now, cancellationToken);
        TenantOperation ended = await ResumeAsync(platform, parked, cancellationToken);

        ended.State.Should().Be(OperationState.Succeeded);
        platform.Emulator.Ledger.Where(l => l.Kind == LedgerEntryKind.Modify).Should().ContainSingle("what the person bought");
        (await platform.Get<ITenantDirectory>().GetAsync(tenant.Id, cancellationToken)).Spec.PackageId.Should().Be(package);
    }

    private static async Task<TenantOperation> ParkedAsync(EmulatedPlatform platform, OperationKind kind, CancellationToken cancellationToken)
    {
        await foreach (TenantOperation operation in platform.Get<ITenantOperations>().ListAsync(new OperationQuery(), cancellationToken))
        {
            if (operation.Kind == kind)
            {
                TenantOperation settled = await platform.Get<ITenantOperations>().WaitAsync(operation.Id, cancellationToken);
                settled.State.Should().Be(OperationState.Parked);
                return settled;
            }
        }

        throw new InvalidOperationException($"No {kind} was begun.");
    }

    private static async Task<TenantOperation> ResumeAsync(EmulatedPlatform platform, TenantOperation parked, CancellationToken cancellationToken)
    {
        await platform.Get<ITenantOperations>().ResumeAsync(parked.Id, cancellationToken);
        return await platform.Get<ITenantOperations>().WaitAsync(parked.Id, cancellationToken);
    }
}
