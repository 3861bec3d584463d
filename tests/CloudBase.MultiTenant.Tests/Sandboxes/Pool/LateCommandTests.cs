using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Commands into a sandbox whose answer was lost, and that have their effect when others were sent after them.</summary>
public sealed class LateCommandTests : IDisposable
{
    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0 } };
    private LateCommands Late => _world.Provider.Late;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Write_OfACredentialBefore_ThatComesAfterTheNewOne_ChangesNothing()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        Late.Script = SandboxCredentials.WriteScript;
        _world.Broker.Rotate();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));
        Late.Held.Should().BePositive();
        Late.Script = null;
        _world.Broker.Rotate();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        Late.Land();

        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant), "the old one expires, or is revoked already");
        lease.LossReason.Should().BeNull();
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task Write_ThatComesAfterTheReturn_LeavesNone()
    {
        (PoolHost host, _, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        Late.Script = SandboxCredentials.WriteScript;
        _world.Broker.Rotate();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));
        Late.Script = null;
        await lease.DisposeAsync();

        Late.Land();

        Late.Landed.Should().NotBeEmpty();
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
    }

    [Fact]
    public async Task Removal_ThatComesWhenItIsHeldAgain_LeavesTheCredential()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        Late.Script = SandboxCredentials.RemoveScript;
        await lease.DisposeAsync();
        Late.Script = null;
        await using ISandboxLease again = await host.AcquireAsync(tenant);
        again.Sandbox.Should().Be(lease.Sandbox);

        Late.Land();

        Late.Landed.Should().NotBeEmpty();
        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant));
    }

    [Fact]
    public async Task Freeze_ThatComesWhenItIsHeldAgain_LetsProcessesGoOnAndLeavesTheCredential()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        await LoseFreezeAsync(host, lease);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5));
        sandbox.State.Should().Be(SandboxState.Paused);
        await using ISandboxLease again = await host.AcquireAsync(tenant);

        Late.Land();

        (again.Sandbox, Late.Landed.Count).Should().Be((lease.Sandbox, 1));
        sandbox.IsStill.Should().BeFalse("its processes are its holder's");
        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Freeze_WhoseAnswerIsLost_BeforeAPauseThatIsNotThePools_IsUndoneForTheTenant(bool isSeenWhileItIsPrepared)
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        await LoseFreezeAsync(host, lease);
        Late.Land();
        sandbox.IsStill.Should().BeTrue();
        if (isSeenWhileItIsPrepared)
        {
            _world.Provider.Before = (action, _) =>
            {
                sandbox.State = action == "run" ? SandboxState.Paused : sandbox.State;
                return Task.CompletedTask;
            };
        }
        else
        {
            sandbox.State = SandboxState.Paused;
        }

        sandbox.KeepsMemory = true;
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5));
        _world.Provider.Before = (_, _) => Task.CompletedTask;
        (await _world.RowsAsync()).Single().State.Should().Be(SandboxMemberState.Paused);

        await using ISandboxLease again = await host.AcquireAsync(tenant);

        again.Sandbox.Should().Be(lease.Sandbox);
        sandbox.IsStill.Should().BeFalse("its processes are its holder's");
    }

    [Fact]
    public async Task Thaw_ThatComesAfterTheNextFreeze_LeavesWhatIsPausedStill()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        await lease.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);
        sandbox.State.Should().Be(SandboxState.Paused);
        Late.Script = Workspace.ThawScript;
        await FluentActions.Awaiting(() => host.AcquireAsync(tenant)).Should().ThrowAsync<CloudUnavailableException>();
        Late.Script = null;
        bool isLanded = false;
        _world.Provider.Before = (action, _) =>
        {
            if (action == "pause")
            {
                isLanded = true;
                Late.Land();
            }

            return Task.CompletedTask;
        };

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(15));

        (sandbox.State, isLanded).Should().Be((SandboxState.Paused, true));
        Late.Landed.Should().NotBeEmpty();
        sandbox.IsStill.Should().BeTrue("what goes on behind the record makes a home that is refused");
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
    }

    [Fact]
    public async Task Sandbox_ThatSaysALaterCommandWasThere_ObeysWhoseRowItIs()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        sandbox[FakePoolSandbox.OrderPath] = "888888888888";
        _world.Broker.Rotate();
        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));
        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant));

        await lease.DisposeAsync();
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull("code in a sandbox cannot keep what is taken out");
        await PoolClock.PassIdleAsync(_world, host);
        sandbox.State.Should().Be(SandboxState.Paused, "nor keep it running");
        await using ISandboxLease again = await host.AcquireAsync(tenant);

        (again.Sandbox, again.Arrival.Refused.Count, sandbox.IsStill).Should().Be((lease.Sandbox, 0, false));
        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant));
    }

    [Fact]
    public async Task Command_OfAHostWhoseRowAnotherHasByNow_IsNotSentAgain()
    {
        (PoolHost host, _, _, FakePoolSandbox sandbox) = await HoldAsync();
        SandboxMember mine = (await _world.RowsAsync()).Single();
        await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(mine with { Owner = "another", Incarnation = mine.Incarnation + 1 })), default);
        sandbox[FakePoolSandbox.OrderPath] = "888888888888";

        await FluentActions.Awaiting(() => new PoolMembers(host.Parts).SendAsync(mine, order => sandbox.RemoveCredentialAsync(null, order, default)))
            .Should().ThrowAsync<SandboxCommandFailedException>();

        sandbox[FakePoolSandbox.CredentialPath].Should().NotBeNull();
    }

    [Fact]
    public async Task Command_WhoseStoreWasSetBack_ComesAfterTheOneThatWasThere()
    {
        (PoolHost host, TenantId tenant, ISandboxLease lease, FakePoolSandbox sandbox) = await HoldAsync();
        sandbox[FakePoolSandbox.OrderPath] = "888888888888";
        _world.Broker.Rotate();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        sandbox[FakePoolSandbox.CredentialPath].Should().Contain(_world.Broker.SecretOf(tenant), "the row is this host's, whatever the sandbox says");
        sandbox[FakePoolSandbox.OrderPath].Should().Be("888888888889", "the one that was there may come once more, and too late");
        await lease.DisposeAsync();
    }

    private async Task LoseFreezeAsync(PoolHost host, ISandboxLease lease)
    {
        await lease.DisposeAsync();
        Late.Script = Workspace.FreezeScript;
        for (int i = 0; i < 100 && Late.Held == 0; i++)
        {
            await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        }

        Late.Script = null;
        (Late.Held, (await _world.RowsAsync()).Single().State).Should().Be((1, SandboxMemberState.Pausing));
    }

    private async Task<(PoolHost Host, TenantId Tenant, ISandboxLease Lease, FakePoolSandbox Sandbox)> HoldAsync()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        await PoolClock.PassAsync(_world, host, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5));
        return (host, tenant, lease, _world.Provider.Sandboxes[lease.Sandbox]);
    }
}
