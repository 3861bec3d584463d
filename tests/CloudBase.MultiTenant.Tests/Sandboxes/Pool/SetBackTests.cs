using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A host whose wall clock is set back by an hour while it holds a sandbox: of two hosts one has it.</summary>
public sealed class SetBackTests : IDisposable
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private readonly PoolWorld _world = new();
    private readonly SetClock _clock;
    private readonly PoolHost _host;
    private readonly PoolHost _other;
    private bool _isCut;

    public SetBackTests()
    {
        _world.Options.WarmTarget = 0;
        _clock = new SetClock(_world.Time);
        _host = _world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (_, _) => _isCut ? throw new StoreUnavailableException("gone") : null), _clock);
        _other = _world.NewHost("host-b");
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Clock_SetBackWhileTheStoreIsGone_LosesTheLeaseBeforeAnotherHasTheSandbox()
    {
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease lease = await _host.AcquireAsync(tenant);
        await lease.Commands.RunAsync("true");
        (_isCut, _clock.Ahead) = (true, -s_hour);

        await PassAsync(TimeSpan.FromSeconds(29));
        lease.LossReason.Should().BeNull("its time is not over");
        await PassAsync(TimeSpan.FromMinutes(2));

        lease.LossReason.Should().Be(SandboxLossReason.Expired);
        lease.Lost.IsCancellationRequested.Should().BeTrue();
        await using ISandboxLease next = await _other.AcquireAsync(tenant);
        next.Sandbox.Should().Be(lease.Sandbox);
        await FluentActions.Awaiting(() => lease.Commands.RunAsync("true")).Should().ThrowAsync<SandboxLeaseLostException>();
    }

    [Fact]
    public async Task Clock_SetBackWhileTheLeaseIsRenewed_LeavesItToItsHolder()
    {
        TenantId tenant = await _world.NewTenantAsync();
        await using ISandboxLease lease = await _host.AcquireAsync(tenant);
        await lease.Commands.RunAsync("true");
        _clock.Ahead = -s_hour;

        await PassAsync(TimeSpan.FromMinutes(3));

        lease.LossReason.Should().BeNull();
        (await _world.RowsAsync()).Should().ContainSingle().Which.Should().Match<SandboxMember>(r => r.State == SandboxMemberState.Leased && r.Owner == "host-a" && r.LeaseExpiresAt > _world.Time.GetUtcNow());
        await using ISandboxLease second = await _other.AcquireAsync(tenant);
        second.Sandbox.Should().NotBe(lease.Sandbox, "that one is held");
    }

    [Fact]
    public async Task Clock_SetBackWhileItIsBoundByAHostThatStandsStill_HandsNothingOver()
    {
        TenantId tenant = await _world.NewTenantAsync();
        bool hasStoodStill = false;
        _world.Provider.Before = (action, _) =>
        {
            if (action == "run" && !hasStoodStill)
            {
                hasStoodStill = true;
                _clock.Ahead = -s_hour;
                _world.Time.Advance(_host.Definition.BindingPatience);
            }

            return Task.CompletedTask;
        };

        await FluentActions.Awaiting(() => _host.AcquireAsync(tenant)).Should().ThrowAsync<SandboxBindException>("by then it may be another's");

        hasStoodStill.Should().BeTrue();
    }

    private async Task PassAsync(TimeSpan time)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await _other.RunAsync();
        }
    }
}
