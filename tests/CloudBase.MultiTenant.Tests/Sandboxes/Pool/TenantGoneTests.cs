using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A tenant that is suspended or removed while its call waits gets nothing, whatever it waited for.</summary>
public sealed class TenantGoneTests : IDisposable
{
    private readonly PoolWorld _world = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData(TenantState.Suspended)]
    [InlineData(TenantState.Deprovisioned)]
    public async Task Call_ThatWaitsForRoom_GetsNothing(TenantState state)
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal, _world.Options.WaitForRoom) = (0, 1, TimeSpan.FromMinutes(5));
        PoolHost host = _world.NewHost();
        ISandboxLease held = await host.AcquireAsync(await _world.NewTenantAsync());
        TenantId tenant = await _world.NewTenantAsync();
        Task<ISandboxLease> call = host.AcquireAsync(tenant);
        await PassAsync(3);
        await LeaveAsync(host, tenant, state);

        await held.StopAsync(TestContext.Current.CancellationToken);

        await MustGetNothingAsync(host, call, tenant);
        _world.Provider.Running.Should().BeEmpty("nothing is started for it");
    }

    [Theory(Timeout = 60_000)]
    [InlineData(TenantState.Suspended)]
    [InlineData(TenantState.Deprovisioned)]
    public async Task Call_ThatWaitsForWhatIsWarm_GetsNothing(TenantState state)
    {
        (_world.Options.WarmTarget, _world.Options.ColdWhenEmpty, _world.Options.WaitForWarm) = (1, false, TimeSpan.FromMinutes(1));
        TaskCompletionSource starting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Provider.Before = (action, _) => action == "start" ? starting.Task : Task.CompletedTask;
        PoolHost host = _world.NewHost();
        await host.Pools.All.Single().RunAsync(TestContext.Current.CancellationToken);
        TenantId tenant = await _world.NewTenantAsync();
        Task<ISandboxLease> call = host.AcquireAsync(tenant);
        await PassAsync(3);
        await LeaveAsync(host, tenant, state);

        starting.SetResult();
        await host.Pools.All.Single().WaitForStartsAsync();

        await MustGetNothingAsync(host, call, tenant);
        _world.Provider.Sandboxes.Values.Should().OnlyContain(s => s[FakePoolSandbox.CredentialPath] == null);
    }

    private async Task LeaveAsync(PoolHost host, TenantId id, TenantState state)
    {
        Tenant tenant = (await _world.Store.FindTenantAsync(PoolWorld.Account, id, EnvironmentName.Default, Cancel))!;
        (await _world.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateTenant(tenant with { State = state })), Cancel)).IsCommitted.Should().BeTrue();
        (await host.TakeAsync(id, stop: true)).Should().Be(0, "its call has no row yet");
    }

    private async Task MustGetNothingAsync(PoolHost host, Task<ISandboxLease> call, TenantId tenant)
    {
        await PoolClock.UntilDoneAsync(_world, call, Cancel, host);
        await FluentActions.Awaiting(() => call).Should().ThrowAsync<TenantStateException>();
        (await _world.RowsAsync()).Should().NotContain(r => r.Tenant != null && r.Tenant.Tenant == tenant);
    }

    private async Task PassAsync(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            Cancel.ThrowIfCancellationRequested();
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
