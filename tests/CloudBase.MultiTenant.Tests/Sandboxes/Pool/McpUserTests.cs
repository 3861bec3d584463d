using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A credential for a user of its own: it is written, replaced and removed as that user, since the sandbox's own can do none of it.</summary>
public sealed class McpUserTests : IDisposable
{
    private const string User = "mcp";
    private static readonly string s_file = FakePoolSandbox.CredentialPathOf(User);
    private readonly PoolWorld _world = new();

    public McpUserTests() => (_world.Options.McpUser, _world.Options.WarmTarget) = (User, 0);

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Acquire_PutsTheCredentialIntoThatUsersHomeAlone_AndTheReturnTakesItOut()
    {
        (ISandboxLease lease, FakePoolSandbox sandbox, TenantId tenant) = await AcquireAsync(_world.NewHost());

        lease.CredentialFile.Should().Be(s_file);
        sandbox[s_file].Should().Contain(_world.Broker.SecretOf(tenant));
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull("code of the tenant's could read it there");
        await lease.DisposeAsync();
        sandbox[s_file].Should().BeNull();
    }

    [Fact]
    public async Task Renewal_OfTheCredential_IsWrittenAsThatUser()
    {
        PoolHost host = _world.NewHost();
        (ISandboxLease lease, FakePoolSandbox sandbox, TenantId tenant) = await AcquireAsync(host);
        _world.Broker.Rotate();

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        sandbox[s_file].Should().Contain(_world.Broker.SecretOf(tenant));
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull();
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task Pause_AfterAReturnThatCouldNotTakeItOut_TakesItOutFirst()
    {
        PoolHost host = _world.NewHost();
        (ISandboxLease lease, FakePoolSandbox sandbox, _) = await AcquireAsync(host);
        _world.Provider.Before = (action, _) => action == "run" ? throw new CloudUnavailableException("500", FakePoolProvider.Details("500", CloudEffect.Unknown, isTransient: true)) : Task.CompletedTask;
        await lease.DisposeAsync();
        sandbox[s_file].Should().NotBeNull();
        _world.Provider.Before = (_, _) => Task.CompletedTask;

        await PoolClock.PassAsync(_world, host, TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5));

        sandbox.State.Should().Be(SandboxState.Paused);
        sandbox[s_file].Should().BeNull("what is paused holds no credential");
    }

    [Fact]
    public async Task Holder_ThatIsGone_IsFollowedByWhoTakesItOutAsThatUser()
    {
        (_, FakePoolSandbox sandbox, _) = await AcquireAsync(_world.NewHost("host-a"));
        SandboxMember row = (await _world.RowsAsync()).Single();
        await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(row with { Owner = "host-that-died" })), default);

        await PoolClock.PassAsync(_world, _world.NewHost("host-b"), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5));

        sandbox[s_file].Should().BeNull();
        (await _world.RowsAsync()).Single().State.Should().Be(SandboxMemberState.Idle);
    }

    [Theory]
    [InlineData("1000", "1000", "is the sandbox's own under another name")]
    [InlineData("1000", "", "does not say who it is")]
    [InlineData("", "1001", "does not say who it is")]
    [InlineData("1000", "bash: id: not found", "does not say who it is")]
    [InlineData("0", "1001", "it is root")]
    [InlineData("1000 sudo", "1001", "becomes root by sudo without a password")]
    public async Task Acquire_WhereTheUserIsNotKeptFromTheSandboxesOwn_IsRefusedAndNothingIsWritten(string own, string its, string why)
    {
        _world.Provider.Before = (_, id) =>
        {
            if (id is { } started && _world.Provider.Sandboxes.TryGetValue(started, out FakePoolSandbox? sandbox))
            {
                (sandbox.OwnUserId, sandbox.OtherUserId) = (own, its);
            }

            return Task.CompletedTask;
        };

        SandboxBindException refused = (await FluentActions.Awaiting(() => AcquireAsync(_world.NewHost())).Should().ThrowAsync<SandboxBindException>()).Which;

        refused.InnerException.Should().BeOfType<SandboxUserException>().Which.Should().Match<SandboxUserException>(e => e.User == User && e.ErrorCode == CloudBaseErrorCodes.SandboxUser);
        refused.Message.Should().Contain(why).And.Contain("McpUser");
        _world.Provider.Sandboxes.Values.Should().OnlyContain(s => s.CredentialsSeen.Count == 0 && !s.IsAlive);
    }

    [Fact]
    public async Task Acquire_FromAProviderThatRunsAllAsOneUser_IsRefusedBeforeAnythingIsStarted()
    {
        _world.Provider.Capabilities &= ~SandboxCapabilities.NamedUsers;

        (await FluentActions.Awaiting(() => AcquireAsync(_world.NewHost())).Should().ThrowAsync<SandboxUserException>())
            .Which.Message.Should().Contain("'fake'").And.Contain("leave McpUser out");

        _world.Provider.Sandboxes.Should().BeEmpty();
    }

    private async Task<(ISandboxLease Lease, FakePoolSandbox Sandbox, TenantId Tenant)> AcquireAsync(PoolHost host)
    {
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await host.AcquireAsync(tenant);
        return (lease, _world.Provider.Sandboxes[lease.Sandbox], tenant);
    }
}
