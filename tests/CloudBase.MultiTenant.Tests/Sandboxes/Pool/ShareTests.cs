using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A pool that is small: who has least is served first. And what a tenant may keep paused: the oldest goes first.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _starts = new();
    private volatile int _looks;

    public void Dispose() => _world.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task Warm_ThatManyWaitFor_GoesToTheTenantThatHoldsLeast()
    {
        PoolHost host = NewHost();
        TenantId greedy = await _world.NewTenantAsync();
        TenantId modest = await _world.NewTenantAsync();
        await BeginAsync(host, 1);
        await FinishOneAsync();
        await using ISandboxLease held = await host.AcquireAsync(greedy);
        await BeginAsync(host, 2);
        Task<ISandboxLease> second = await AskAsync(host, greedy);
        Task<ISandboxLease> other = await AskAsync(host, modest);

        await FinishOneAsync();

        (await other.WaitAsync(TestContext.Current.CancellationToken)).Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        second.IsCompleted.Should().BeFalse("that tenant has one already");
    }

    [Fact(Timeout = 30_000)]
    public async Task Warm_ThatComeTogether_DoNotAllGoToTheFirstInLine()
    {
        PoolHost host = NewHost();
        TenantId greedy = await _world.NewTenantAsync();
        TenantId modest = await _world.NewTenantAsync();
        await BeginAsync(host, 1);
        await FinishOneAsync();
        ISandboxLease first = await host.AcquireAsync(await _world.NewTenantAsync());
        await BeginAsync(host, 2);
        Task<ISandboxLease>[] calls = [await AskAsync(host, greedy), await AskAsync(host, greedy)];
        Task<ISandboxLease> other = await AskAsync(host, modest);

        // Two are warm before either of them is claimed.
        TaskCompletionSource claims = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _world.Provider.Before = (action, _) => action == "connect" ? claims.Task : Task.CompletedTask;
        while (_starts.TryDequeue(out TaskCompletionSource? start))
        {
            start.SetResult();
        }

        await host.Pools.All.Single().WaitForStartsAsync();
        claims.SetResult();

        (await other.WaitAsync(TestContext.Current.CancellationToken)).Tenant.Should().Be(modest);
        await Task.WhenAny(calls).WaitAsync(TestContext.Current.CancellationToken);
        calls.Count(c => c.IsCompleted).Should().Be(1);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Paused_BeyondTheTenantsBytes_TheOldestGoesAndNobodyElses()
    {
        _world.Options.MaxPausedBytesPerTenant = 10;
        _world.Options.WarmTarget = 0;
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync();
        FakePoolSandbox others = await PauseOneAsync(host, await _world.NewTenantAsync(), "1234567890");
        ISandboxLease[] held = [await host.AcquireAsync(tenant), await host.AcquireAsync(tenant), await host.AcquireAsync(tenant)];
        FakePoolSandbox[] sandboxes = [.. held.Select(l => _world.Provider.Sandboxes[l.Sandbox])];

        foreach ((ISandboxLease lease, FakePoolSandbox sandbox) in held.Zip(sandboxes))
        {
            sandbox["work"] = "12345";
            await lease.DisposeAsync();
            await PoolClock.PassIdleAsync(_world, host);
        }

        sandboxes.Select(s => s.State).Should().Equal(SandboxState.Stopped, SandboxState.Paused, SandboxState.Paused);
        others.State.Should().Be(SandboxState.Paused);
        (await _world.RowsAsync()).Where(r => r.Tenant!.Tenant == tenant).Sum(r => r.PausedBytes).Should().Be(10);
    }

    [Fact]
    public async Task Paused_LargerThanAllThatItsTenantMayKeep_IsStopped()
    {
        PoolHost host = _world.NewHost();
        TenantId tenant = await _world.NewTenantAsync(new TenantQuota { PausedSandboxBytes = 9 });

        ISandboxLease lease = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];
        sandbox["work"] = "1234567890";
        await lease.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);

        sandbox.IsAlive.Should().BeFalse("a pause keeps what costs, and the quota is a promise");
        (await _world.RowsAsync()).Should().NotContain(r => r.Tenant != null);
    }

    private async Task<FakePoolSandbox> PauseOneAsync(PoolHost host, TenantId tenant, string content)
    {
        ISandboxLease lease = await host.AcquireAsync(tenant);
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];
        sandbox["work"] = content;
        await lease.DisposeAsync();
        await PoolClock.PassIdleAsync(_world, host);
        return sandbox;
    }

    /// <summary>A host whose starts are done when the test says so, and which starts none for a call.</summary>
    private PoolHost NewHost()
    {
        (_world.Options.WarmTarget, _world.Options.ColdWhenEmpty, _world.Options.WaitForWarm) = (2, false, TimeSpan.FromMinutes(1));
        _world.Provider.Before = (action, _) =>
        {
            if (action != "start")
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _starts.Enqueue(start);
            return start.Task;
        };
        return _world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) =>
        {
            _looks += method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) && args[1] is SandboxMemberQuery { Template: not null } ? 1 : 0;
            return null;
        }));
    }

    /// <summary>Runs a round that begins so many starts.</summary>
    private async Task BeginAsync(PoolHost host, int starts)
    {
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        await host.Pools.All.Single().RunAsync(default);
        await UntilAsync(() => _starts.Count == starts);
    }

    /// <summary>Lets the next start be done.</summary>
    private async Task FinishOneAsync()
    {
        int before = await CountStartedAsync();
        _starts.TryDequeue(out TaskCompletionSource? start).Should().BeTrue();
        start!.SetResult();
        while (await CountStartedAsync() == before)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<int> CountStartedAsync() => (await _world.RowsAsync()).Count(r => r.State != SandboxMemberState.Creating);

    /// <summary>Asks, and returns when the call is in line: it looks for itself then.</summary>
    private async Task<Task<ISandboxLease>> AskAsync(PoolHost host, TenantId tenant)
    {
        int before = _looks;
        Task<ISandboxLease> call = host.AcquireAsync(tenant);
        await UntilAsync(() => _looks > before);
        return call;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
