using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A pool that is given another provider: what the former one has is its tenants', and stays.</summary>
public sealed class FormerProviderTests : IDisposable
{
    private readonly PoolWorld _world = new() { Options = { WarmTarget = 0, Provider = "fake" } };
    private readonly FakePoolProvider _next;
    private readonly PoolHost _old;

    public FormerProviderTests()
    {
        _next = new FakePoolProvider(_world.Clock) { Name = "next" };
        _old = _world.NewHost("host-old");
    }

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sandbox_OfATenantAtTheFormerProvider_IsKept(bool isAdded)
    {
        TenantId tenant = await _world.NewTenantAsync();
        FakePoolSandbox sandbox = await ReturnedAsync(tenant);
        PoolHost young = NewYoungHost(isAdded);

        await PoolClock.PassAsync(_world, young, TimeSpan.FromMinutes(3));
        sandbox.State.Should().Be(SandboxState.Running);
        await PoolClock.PassAsync(_world, isAdded ? young : _old, TimeSpan.FromMinutes(20));

        sandbox.State.Should().Be(SandboxState.Paused, "by whoever knows its provider");
        sandbox[PoolHomes.File].Should().Be("hello");
        await using ISandboxLease again = await _old.AcquireAsync(tenant);
        again.Sandbox.Should().Be(sandbox.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_OfATenantThatHasOneAtTheFormerProvider_GetsANewOneAndLeavesThatThere(bool isPaused)
    {
        TenantId tenant = await _world.NewTenantAsync();
        FakePoolSandbox sandbox = await ReturnedAsync(tenant);
        if (isPaused)
        {
            await PoolClock.PassIdleAsync(_world, _old);
        }

        await using ISandboxLease lease = await NewYoungHost(isFormerAdded: true).AcquireAsync(tenant);

        lease.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
        _next.Sandboxes.Should().ContainKey(lease.Sandbox);
        sandbox.State.Should().Be(isPaused ? SandboxState.Paused : SandboxState.Running, "asked of the new provider, it would be gone, and so would what is in it");
        sandbox[PoolHomes.File].Should().Be("hello");
    }

    [Fact]
    public async Task Sandbox_ThatIsWarmAtTheFormerProvider_IsReplaced()
    {
        _world.Options.WarmTarget = 1;
        await PoolClock.FillAsync(_world, 3, _old);
        FakePoolSandbox warm = _world.Provider.Sandboxes.Values.Single();
        PoolHost young = NewYoungHost(isFormerAdded: true, warm: 1);

        await PoolClock.PassAsync(_world, young, TimeSpan.FromMinutes(10));

        warm.IsAlive.Should().BeFalse("nobody is given it any more");
        _next.Running.Should().ContainSingle();
    }

    [Fact]
    public async Task Host_ThatIsGone_LeavesWhatItHeldAtTheFormerProviderToItsTenant()
    {
        TenantId tenant = await _world.NewTenantAsync();
        ISandboxLease held = await _old.AcquireAsync(tenant);
        (await held.Commands.RunAsync("true")).IsSuccess.Should().BeTrue();
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[held.Sandbox];
        PoolHost young = NewYoungHost(isFormerAdded: true);
        SandboxMember row = (await _world.RowsAsync()).Single();
        await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(row with { Owner = "host-dead", LeaseExpiresAt = _world.Time.GetUtcNow(), DueAt = _world.Time.GetUtcNow() })), TestContext.Current.CancellationToken);

        await PoolClock.PassAsync(_world, young, TimeSpan.FromMinutes(3));

        sandbox.IsAlive.Should().BeTrue();
        sandbox[FakePoolSandbox.CredentialPath].Should().BeNull("its holder is gone");
        (await _world.RowsAsync()).Single().State.Should().Be(SandboxMemberState.Idle);
    }

    private async Task<FakePoolSandbox> ReturnedAsync(TenantId tenant)
    {
        ISandboxLease lease = await _old.AcquireAsync(tenant);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];
        sandbox[PoolHomes.File] = "hello";
        await lease.DisposeAsync();
        return sandbox;
    }

    private PoolHost NewYoungHost(bool isFormerAdded, int warm = 0)
    {
        SandboxPoolOptions old = _world.Options;
        _world.Options = new SandboxPoolOptions { Base = old.Base, Version = old.Version, WarmTarget = warm, MaxTotal = old.MaxTotal, RefillPerSecond = old.RefillPerSecond, Provider = "next" };
        PoolHost young = _world.NewHost("host-new", provider: _next, former: isFormerAdded ? _world.Provider : null);
        _world.Options = old;
        return young;
    }
}
