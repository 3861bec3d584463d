using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>Both strategies through the engine, over signed calls.</summary>
public sealed class StrategiesOnTheWireTests
{
    [Fact]
    public async Task CamSubAccount_WholeLife_LeavesNothing()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(cam: o => o.ConsoleLogin = true);
        var provisioner = platform.Get<ITenantProvisioner>();
        Tenant tenant = await platform.EnsureAsync("cam-user", IsolationKind.CamSubAccount);
        var accounts = platform.Get<ICamSubAccounts>();

        CamAccessKey first = await accounts.GetAccessKeyAsync(tenant.Id);
        await provisioner.SuspendAsync(tenant.Id, SuspendOptions.Default);
        EmulatedUser suspended = platform.Emulator.GetState().Users.Single();
        await provisioner.ReactivateAsync(tenant.Id, ReactivateOptions.Default);
        await provisioner.RotateKeysAsync(tenant.Id, RotateKeysOptions.Default);
        CamAccessKey second = await accounts.GetAccessKeyAsync(tenant.Id);
        EmulatedUser rotated = platform.Emulator.GetState().Users.Single();
        DeprovisionResult gone = await provisioner.DeprovisionAsync(tenant.Id, DeprovisionOptions.Default);

        tenant.State.Should().Be(TenantState.Active);
        suspended.ActiveAccessKeyIds.Should().BeEmpty();
        suspended.AttachedPolicies.Should().BeEmpty();
        rotated.ActiveAccessKeyIds.Should().Equal(second.SecretId).And.NotContain(first.SecretId);
        platform.Emulator.GetState().Users.Should().BeEmpty();
        platform.Emulator.GetState().Policies.Should().BeEmpty();
        gone.Should().NotBeNull();
    }

    [Fact]
    public async Task CamSubAccount_ConsoleLogin_PasswordIsDeliveredOnceAndTheAddressNamesTheUser()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(cam: o => o.ConsoleLogin = true);
        Tenant tenant = await platform.EnsureAsync("person", IsolationKind.CamSubAccount);
        var accounts = platform.Get<ICamSubAccounts>();

        SecretString?[] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => accounts.TakeInitialPasswordAsync(tenant.Id).AsTask()));
        CamSignIn? signIn = await accounts.GetSignInAsync(tenant.Id);

        taken.Should().ContainSingle(p => p != null);
        (await accounts.TakeInitialPasswordAsync(tenant.Id)).Should().BeNull();
        signIn!.Address.Should().Be(new Uri($"https://cloud.tencent.com/login/subAccount/100000000001?type=subAccount&username=cbmt-{tenant.Alias}"));
    }

    [Fact]
    public async Task CamSubAccount_NoConsoleLogin_HasNeitherPasswordNorAddress()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("agent", IsolationKind.CamSubAccount);

        (await platform.Get<ICamSubAccounts>().TakeInitialPasswordAsync(tenant.Id)).Should().BeNull();
        (await platform.Get<ICamSubAccounts>().GetSignInAsync(tenant.Id)).Should().BeNull();
    }

    [Fact]
    public async Task CamSubAccount_NoRoomForAnotherUser_NothingIsBought()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(cam: o => o.MaxSubAccounts = 1);
        await platform.EnsureAsync("first", IsolationKind.CamSubAccount);

        Func<Task> act = () => platform.EnsureAsync("second", IsolationKind.CamSubAccount);

        (await act.Should().ThrowAsync<CloudLimitExceededException>()).Which.Limit.Should().Be("sub-accounts");
        platform.Emulator.Ledger.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhiteLabel_Credential_OpensItsOwnEnvironmentAndNoOther(bool temporaryKeys)
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(whiteLabel: o => o.TemporaryKeys = temporaryKeys);
        Tenant one = await platform.EnsureAsync("one", IsolationKind.WhiteLabel);
        Tenant two = await platform.EnsureAsync("two", IsolationKind.WhiteLabel);
        var probe = platform.Get<IEnvironmentProbe>();

        using CredentialLease lease = await platform.Get<ICredentialBroker>().GetAsync(one.Id, CredentialRequest.ForMcp);

        lease.Credential.IsTemporaryKeys.Should().Be(temporaryKeys);
        (await probe.ProbeAsync(lease.Credential, one.EnvironmentId!.Value, default)).Should().Be(ProbeOutcome.Reached);
        (await probe.ProbeAsync(lease.Credential, two.EnvironmentId!.Value, default)).Should().Be(ProbeOutcome.Refused);
        (await probe.ProbeAsync(lease.Credential, EnvironmentId.Parse(platform.Emulator.ManagementEnvironmentId), default)).Should().Be(ProbeOutcome.Refused);
        platform.Emulator.GetState().Environments.Single(e => e.Id == two.EnvironmentId.Value.Value).ApiKeyIds.Should().BeEmpty("the key to verify with is deleted");
    }

    [Fact]
    public async Task CamSubAccount_ForMcp_IsAnApiKeyOfTheEnvironment()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync();
        Tenant tenant = await platform.EnsureAsync("agent", IsolationKind.CamSubAccount);

        using CredentialLease lease = await platform.Get<ICredentialBroker>().GetAsync(tenant.Id, CredentialRequest.ForMcp);

        lease.Credential.Kind.Should().Be(EnvironmentCredentialKind.ApiKey);
    }

    [Fact]
    public async Task TemporaryKeys_CallerIsASubAccountWhoseTokensAreRefused_FailsClosedNamingTheChoices()
    {
        await using EmulatedPlatform root = await EmulatedPlatform.StartAsync(emulated: o => o.FederationRefusedForSubAccounts = true);
        PlatformCredential caller = await SubAccountOfThePlatformAsync(root);
        await using EmulatedPlatform platform = EmulatedPlatform.On(root.Emulator, caller, whiteLabel: o => o.TemporaryKeys = true);

        Func<Task> act = () => platform.EnsureAsync("one", IsolationKind.WhiteLabel);

        TenantParkedException parked = (await act.Should().ThrowAsync<TenantParkedException>()).Which;
        parked.Problem.Code.Should().Be("TemporaryKeysRefused");
        parked.Problem.Message.Should().Contain("environment API keys").And.Contain("root account").And.Contain("AssumeRole");
    }

    [Fact]
    public async Task TemporaryKeys_RefusalAppliesToTheCallerOnly_RootIsUnaffected()
    {
        await using EmulatedPlatform platform = await EmulatedPlatform.StartAsync(
            emulated: o => o.FederationRefusedForSubAccounts = true, whiteLabel: o => o.TemporaryKeys = true);

        (await platform.EnsureAsync("one", IsolationKind.WhiteLabel)).State.Should().Be(TenantState.Active);
    }

    internal static async Task<PlatformCredential> SubAccountOfThePlatformAsync(
        EmulatedPlatform root, string policy = """{"version":"2.0","statement":[{"effect":"allow","action":["*"],"resource":["*"]}]}""", string name = "platform")
    {
        var cam = root.Get<ICamDirectory>();
        long uin = await cam.AddUserAsync(name, "the platform's own", null, default);
        long policyId = await cam.CreatePolicyAsync(name, policy, "the platform's own", default);
        await cam.AttachPolicyAsync(policyId, uin, default);
        NewAccessKey key = await cam.CreateAccessKeyAsync(uin, "platform", default);
        return new PlatformCredential(key.Id, key.Secret);
    }
}
