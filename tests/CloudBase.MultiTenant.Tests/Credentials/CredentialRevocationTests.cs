using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class CredentialRevocationTests
{
    [Fact]
    public async Task RevokeAsync_KeysOfEveryScopeAndHost_AreDeletedAndToldOf()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker a = bench.NewHost("a");
        CredentialBroker b = bench.NewHost("b");
        await a.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        await b.GetAsync(BrokerBench.Id, CredentialRequest.ForAgent);
        bench.ApiKeys.AddForeign(BrokerBench.Environment, "a person's");
        await bench.SetStateAsync(TenantState.Suspending);

        RevocationResult result = await a.RevokeAsync(BrokerBench.Id);

        result.Should().Be(new RevocationResult(2, bench.Time.GetUtcNow(), TimeSpan.Zero));
        bench.ApiKeys.Keys.Should().ContainSingle().Which.Name.Should().Be("a person's");
        (await bench.RowsAsync()).Should().BeEmpty();
        Func<Task> get = () => a.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
        await get.Should().ThrowAsync<TenantStateException>();
        (await a.RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(0, "revoking again finds nothing");
    }

    [Fact]
    public async Task RevokeAsync_KeyWithoutARow_IsDeletedWhenItsNameIsOurs()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.ApiKeys.AddForeign(BrokerBench.Environment, "cbmt-abcdefghijklmnopqrst");
        bench.ApiKeys.AddForeign(BrokerBench.Environment, "cbmt-short");

        (await bench.NewHost().RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(1);

        bench.ApiKeys.Keys.Should().ContainSingle().Which.Name.Should().Be("cbmt-short");
    }

    [Fact]
    public async Task RevokeAsync_KeyThatProvedIsolationAndLandedLate_IsDeletedUnlessTheProofIsUnderWay()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync(TenantState.Provisioning);
        bench.ApiKeys.AddForeign(BrokerBench.Environment, "cbmt-verify-0123456789abcdef0123");
        bench.ApiKeys.AddForeign(BrokerBench.Environment, "cbmt-verify-a person's");
        CredentialBroker broker = bench.NewHost();

        (await broker.RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(0, "its provisioning is trying it, and deletes it");
        bench.ApiKeys.Keys.Should().HaveCount(2);
        await bench.SetStateAsync(TenantState.Suspending);
        (await broker.RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(1);

        bench.ApiKeys.Keys.Should().ContainSingle().Which.Name.Should().Be("cbmt-verify-a person's");
    }

    [Fact]
    public async Task RevokeAsync_EnvironmentIsGone_ItHasNoKeysAndItsRowsGoToo()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.ApiKeys.IsListed = _ => false;
        bench.ApiKeys.AfterCreate = _ => bench.ApiKeys.Creates == 1 ? throw FakeApiKeys.Down(CloudEffect.Unknown) : Task.CompletedTask;
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        (await bench.RowsAsync()).Select(r => r.State).Should().BeEquivalentTo([ApiKeySlotState.Issued, ApiKeySlotState.Retiring], "one key may still land");
        await bench.SetStateAsync(TenantState.Deprovisioning);
        bench.ApiKeys.IsGone = true;

        await broker.RevokeAsync(BrokerBench.Id);

        (await bench.RowsAsync()).Should().BeEmpty();
        (await broker.RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(0);
    }

    [Fact]
    public async Task RevokeAsync_TemporaryKeys_SaysThatTheyWorkOnAndForHowLong()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        bench.Strategy.Choice = EnvironmentCredentialKind.TemporaryKeys;
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        bench.Time.Advance(TimeSpan.FromMinutes(10));

        RevocationResult result = await broker.RevokeAsync(BrokerBench.Id);

        result.AffectedLeases.Should().Be(1);
        result.ResidualWindow.Should().BeGreaterThanOrEqualTo(bench.Credentials.TemporaryKeyLifetime, "another host may have issued one just now");
    }

    [Fact]
    public async Task RevokeAsync_CloudRefusesADeletion_FailsLoudlyAndCanBeRepeated()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        await bench.SetStateAsync(TenantState.Suspending);
        bench.ApiKeys.BeforeDelete = _ => throw FakeApiKeys.Down();
        Func<Task> revoke = () => broker.RevokeAsync(BrokerBench.Id).AsTask();

        await revoke.Should().ThrowAsync<CloudUnavailableException>();
        (await bench.RowsAsync()).Should().ContainSingle().Which.State.Should().Be(ApiKeySlotState.Retiring, "no host hands it out any more");
        bench.ApiKeys.BeforeDelete = _ => Task.CompletedTask;
        (await broker.RevokeAsync(BrokerBench.Id)).AffectedLeases.Should().Be(1);
        bench.ApiKeys.Keys.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RevokeAsync_WhileAKeyIsBeingMade_TheKeyIsDeletedAndNeverHandedOut(bool isSameHost)
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        bench.ApiKeys.BeforeCreate = _ => gate.Task;
        CredentialBroker broker = bench.NewHost("a");
        Task<CredentialLease> get = broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask();
        await BrokerBench.UntilAsync(() => bench.ApiKeys.Creates == 1);
        await bench.SetStateAsync(TenantState.Suspending);

        await (isSameHost ? broker : bench.NewHost("b")).RevokeAsync(BrokerBench.Id);
        gate.SetResult();

        Func<Task> wait = () => get;
        await wait.Should().ThrowAsync<CloudBaseException>();
        bench.ApiKeys.Keys.Should().BeEmpty();
        (await bench.RowsAsync()).Should().BeEmpty();
        bench.ApiKeys.Creates.Should().Be(1, "nothing is issued after a revocation began");
    }

    [Fact]
    public async Task RevokeAsync_AtAnyPointOfAnIssue_LeavesNoKeyThatWorks()
    {
        // The revocation begins before each of the issue's outside effects in turn, on this host and on another.
        for (int point = 1; point <= 8; point++)
        {
            foreach (bool isSameHost in (bool[])[true, false])
            {
                using BrokerBench bench = await new BrokerBench(point).WithTenantAsync();
                CredentialBroker issuing = bench.NewHost("issuing");
                CredentialBroker revoking = isSameHost ? issuing : bench.NewHost("revoking");
                int effects = 0;
                int at = point;
                bool isRevoking = false;
                int createsAtRevocation = 0;
                async Task RevokeHereAsync()
                {
                    if (!isRevoking && ++effects == at)
                    {
                        isRevoking = true;
                        await bench.SetStateAsync(TenantState.Suspending);
                        await revoking.RevokeAsync(BrokerBench.Id);
                        createsAtRevocation = bench.ApiKeys.Creates;
                    }
                }

                bench.Store.BeforeCommit = _ => RevokeHereAsync();
                bench.Store.BeforeTenantRead = RevokeHereAsync;
                bench.ApiKeys.BeforeCreate = _ => RevokeHereAsync();
                bench.ApiKeys.AfterCreate = _ => RevokeHereAsync();

                CredentialLease? lease = null;
                try
                {
                    lease = await bench.PumpAsync(issuing.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).AsTask());
                }
                catch (CloudBaseException)
                {
                    // Refused: that is what a revocation is for.
                }

                if (isRevoking)
                {
                    bench.ApiKeys.Keys.Should().BeEmpty($"at point {point}, same host {isSameHost}");
                    lease.Should().BeNull();
                }
            }
        }
    }
}
