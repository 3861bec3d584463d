using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>Environments that went without this library: a tenant of one is removed like any other, and may begin again.</summary>
public sealed class GoneEnvironmentsTests
{
    [Theory]
    [InlineData("WhiteLabel", "isolated")]
    [InlineData("WhiteLabel", "purged")]
    [InlineData("WhiteLabel", "deleted in the console")]
    [InlineData("CamSubAccount", "isolated")]
    [InlineData("CamSubAccount", "purged")]
    [InlineData("CamSubAccount", "deleted in the console")]
    public async Task Deprovision_EnvironmentIsGone_LeavesNothingAndTheTenantMayBeginAgain(string isolation, string how)
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", new IsolationKind(isolation));
        EnvironmentId environment = tenant.EnvironmentId!.Value;
        using (await platform.Get<ICredentialBroker>().GetAsync(tenant.Id, CredentialRequest.ForMcp))
        {
            (await RowsAsync(platform, environment)).Should().ContainSingle();
        }

        await LoseAsync(platform, environment, how);
        platform.Emulator.GetState().Environments.Any(e => e.Id == environment.Value).Should().Be(how == "isolated");

        DeprovisionResult gone = await platform.Get<ITenantProvisioner>().DeprovisionAsync(tenant.Id, DeprovisionOptions.Default);

        gone.Tenant.State.Should().Be(TenantState.Deprovisioned);
        platform.Emulator.GetState().Users.Should().BeEmpty();
        platform.Emulator.GetState().Policies.Should().BeEmpty();
        (await RowsAsync(platform, environment)).Should().BeEmpty();
        Tenant again = await platform.EnsureAsync("user-42", new IsolationKind(isolation));
        again.Should().Match<Tenant>(t => t.State == TenantState.Active && t.Key.Generation == 2 && t.EnvironmentId != environment);
    }

    [Theory]
    [InlineData("WhiteLabel", "purged")]
    [InlineData("WhiteLabel", "deleted in the console")]
    [InlineData("CamSubAccount", "purged")]
    [InlineData("CamSubAccount", "deleted in the console")]
    public async Task Suspend_EnvironmentIsGoneAndKeysMadeByHandAreToGoToo_EndsWellAndSoDoesItsRemoval(string isolation, string how)
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(host: o => o.Provisioning.SuspendedRequestsPerSecond = 1);
        Tenant tenant = await platform.EnsureAsync("user-42", new IsolationKind(isolation));
        EnvironmentId environment = tenant.EnvironmentId!.Value;
        await platform.Get<IEnvironmentApiKeys>().CreateAsync(environment, "made by hand", TimeSpan.FromDays(1), default);
        await LoseAsync(platform, environment, how);

        SuspendResult suspended = await platform.Get<ITenantProvisioner>().SuspendAsync(tenant.Id, new SuspendOptions { DeleteForeignKeys = true });

        suspended.Tenant.State.Should().Be(TenantState.Suspended);
        suspended.StillOpen.Should().BeEmpty();
        DeprovisionResult gone = await platform.Get<ITenantProvisioner>().DeprovisionAsync(tenant.Id, DeprovisionOptions.Default);
        gone.Tenant.State.Should().Be(TenantState.Deprovisioned);
    }

    [Theory]
    [InlineData("WhiteLabel", "purged")]
    [InlineData("WhiteLabel", "deleted in the console")]
    [InlineData("CamSubAccount", "purged")]
    [InlineData("CamSubAccount", "deleted in the console")]
    public async Task Reactivate_EnvironmentIsGone_EndsSuspendedAndTheTenantMayBeginAgain(string isolation, string how)
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", new IsolationKind(isolation));
        ITenantProvisioner provisioner = platform.Get<ITenantProvisioner>();
        await provisioner.SuspendAsync(tenant.Id, SuspendOptions.Default);
        await LoseAsync(platform, tenant.EnvironmentId!.Value, how);

        EnvironmentGoneException gone = await CatchAsync<EnvironmentGoneException>(provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default));

        gone.Message.Should().Contain(tenant.EnvironmentId.Value.Value).And.Contain("DeprovisionAsync").And.Contain("EnsureAsync");
        gone.InnerException.Should().BeOfType<CloudNotFoundException>("what the cloud said is kept");
        Tenant after = (await platform.Get<ITenantDirectory>().FindAsync(tenant.Id))!;
        after.Should().Match<Tenant>(t => t.State == TenantState.Suspended && t.CurrentOperation == null);
        (await CatchAsync<EnvironmentGoneException>(provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default))).Operation.Should().NotBe(gone.Operation, "it is asked anew");
        (await provisioner.DeprovisionAsync(tenant.Id, DeprovisionOptions.Default)).Tenant.State.Should().Be(TenantState.Deprovisioned);
        Tenant again = await platform.EnsureAsync("user-42", new IsolationKind(isolation));
        again.Should().Match<Tenant>(t => t.State == TenantState.Active && t.Key.Generation == 2 && t.EnvironmentId != tenant.EnvironmentId);
    }

    [Fact]
    public async Task Reactivate_EnvironmentIsIsolated_IsLeftToAPersonWhoMayBringItBack()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", IsolationKind.WhiteLabel);
        ITenantProvisioner provisioner = platform.Get<ITenantProvisioner>();
        await provisioner.SuspendAsync(tenant.Id, SuspendOptions.Default);
        await LoseAsync(platform, tenant.EnvironmentId!.Value, "isolated");

        await CatchAsync<CloudConflictException>(provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default));

        (await platform.Get<ITenantDirectory>().FindAsync(tenant.Id))!.State.Should().Be(TenantState.Parked);
    }

    [Fact]
    public async Task Reactivate_CallSaysNotFoundOfAnEnvironmentThatIsListed_IsLeftToAPerson()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("user-42", IsolationKind.WhiteLabel);
        ITenantProvisioner provisioner = platform.Get<ITenantProvisioner>();
        await provisioner.SuspendAsync(tenant.Id, SuspendOptions.Default);
        platform.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.Error, ErrorCode = "ResourceNotFound", Service = "tcb", Action = "ModifyEnv" });

        await CatchAsync<CloudNotFoundException>(provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default));

        Tenant parked = (await platform.Get<ITenantDirectory>().FindAsync(tenant.Id))!;
        parked.State.Should().Be(TenantState.Parked, "one answer does not make an environment gone that the cloud lists");
        await platform.Get<ITenantOperations>().ResumeAsync(parked.CurrentOperation!.Value);
        (await provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default)).State.Should().Be(TenantState.Active);
    }

    [Fact]
    public async Task Deprovision_EnvironmentThatRenewedItselfIsGone_HasNothingToSwitchOff()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(client: o => o.AutoRenewalProductCode = "p_cloudbase");
        Tenant tenant = await platform.Get<ITenantProvisioner>().EnsureAsync(
            TenantId.Parse("user-42"), new TenantSpec { Isolation = IsolationKind.CamSubAccount, Renewal = RenewalPolicy.Auto });
        tenant.CloudRenewsItself.Should().BeTrue();
        await platform.Get<IEnvironmentCloud>().IsolateAsync(tenant.EnvironmentId!.Value, skipIsolationPeriod: true, ignoreRemainingData: true, default);

        DeprovisionResult gone = await platform.Get<ITenantProvisioner>().DeprovisionAsync(tenant.Id, DeprovisionOptions.Default);

        gone.Tenant.State.Should().Be(TenantState.Deprovisioned);
        platform.Emulator.GetState().Users.Should().BeEmpty();
    }

    [Fact]
    public async Task Suspend_KeyThatProvedIsolationLandedLate_IsDeleted()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        platform.Emulator.Faults.Add(new FaultScript { Kind = FaultKind.LandsLate, Service = "tcb", Action = "CreateApiKey", Delay = TimeSpan.FromMinutes(4) });
        Tenant tenant = await platform.EnsureAsync("user-42", IsolationKind.WhiteLabel);
        await platform.Emulator.AdvanceAsync(TimeSpan.FromMinutes(5));
        (await KeysAsync(platform, tenant)).Should().ContainSingle().Which.Name.Should().StartWith("cbmt-verify-");

        await platform.Get<ITenantProvisioner>().SuspendAsync(tenant.Id, SuspendOptions.Default);

        (await KeysAsync(platform, tenant)).Should().BeEmpty();
    }

    private static async Task<T> CatchAsync<T>(ValueTask<Tenant> verb)
        where T : Exception
    {
        Func<Task> call = verb.AsTask;
        return (await call.Should().ThrowExactlyAsync<T>()).Which;
    }

    private static async Task LoseAsync(EmulatedPlatform platform, EnvironmentId environment, string how)
    {
        if (how == "deleted in the console")
        {
            await platform.Get<IEnvironmentCloud>().IsolateAsync(environment, skipIsolationPeriod: true, ignoreRemainingData: true, default);
            return;
        }

        await platform.Emulator.AdvanceAsync(TimeSpan.FromDays(32));
        if (how == "purged")
        {
            await platform.Emulator.AdvanceAsync(TimeSpan.FromDays(8));
        }
    }

    private static ValueTask<IReadOnlyList<ApiKeySlot>> RowsAsync(EmulatedPlatform platform, EnvironmentId environment) =>
        platform.Get<IMultiTenantStore>().ReadApiKeySlotsAsync(CloudAccountName.Default, environment, default);

    private static ValueTask<IReadOnlyList<EnvironmentApiKey>> KeysAsync(EmulatedPlatform platform, Tenant tenant) =>
        platform.Get<IEnvironmentApiKeys>().ListAsync(tenant.EnvironmentId!.Value, default);
}
