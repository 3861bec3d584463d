using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A pool that is small: who has least is served first. And what a tenant may keep paused: the oldest goes first.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly ConcurrentQueue<TaskCompletionSource> _starts = new();

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

        // Each call is in line when it returns: neither this store nor this broker waits for anything.
        Task<ISandboxLease> second = host.AcquireAsync(greedy);
        Task<ISandboxLease> other = host.AcquireAsync(modest);

        await FinishOneAsync();

        (await other.WaitAsync(TestContext.Current.CancellationToken)).Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        second.IsCompleted.Should().BeFalse("that tenant has one already");
    }

    [Fact(Timeout = 30_000)]
    public async Task Warm_ThatManyWaitFor_GoesToTheTenantThatHoldsLeastOnAllHosts()
    {
        PoolHost host = NewHost();
        PoolHost other = _world.NewHost("host-b");
        TenantId greedy = await _world.NewTenantAsync();
        TenantId modest = await _world.NewTenantAsync();
        await BeginAsync(host, 1);
        await FinishOneAsync();
        await using ISandboxLease held = await other.AcquireAsync(greedy);
        await BeginAsync(host, 2);

        Task<ISandboxLease> first = host.AcquireAsync(greedy);
        Task<ISandboxLease> second = host.AcquireAsync(modest);
        await FinishOneAsync();

        (await second.WaitAsync(TestContext.Current.CancellationToken)).Arrival.Origin.Should().Be(SandboxOrigin.Warm);
        first.IsCompleted.Should().BeFalse("that tenant has one already, on the other host");
    }

    [Fact(Timeout = 30_000)]
    public async Task Warm_ThatIsDoneWhileWhoHasComeIsCounted_WaitsForThat()
    {
        PoolHost filler = NewHost();
        await BeginAsync(filler, 1);
        await FinishOneAsync();
        TenantId greedy = await _world.NewTenantAsync();
        TenantId modest = await _world.NewTenantAsync();
        await using ISandboxLease held = await filler.AcquireAsync(greedy);
        await BeginAsync(filler, 2);
        TaskCompletionSource counting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool isCounted = false;
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) =>
        {
            if (method != nameof(IMultiTenantStore.ReadSandboxMembersAsync) || args[1] is not SandboxMemberQuery { Tenant: { } tenant })
            {
                return null;
            }

            isCounted = true;
            return new ValueTask<IReadOnlyList<SandboxMember>>(CountAsync(tenant));
        }));
        await host.Parts.Gate.OpenAsync(default);
        WarmMembers warm = new(host.Definition, host.Parts, new PoolMembers(host.Parts));
        Task<SandboxMember?> first = warm.TakeAsync(greedy, TimeSpan.FromMinutes(1), mayStartCold: true, default).AsTask();
        Task<SandboxMember?> second = warm.TakeAsync(modest, TimeSpan.FromMinutes(1), mayStartCold: true, default).AsTask();
        await UntilAsync(() => isCounted);

        await FinishOneAsync();
        warm.Offer((await _world.RowsAsync()).Single(r => r.State == SandboxMemberState.Ready));
        counting.SetResult();

        (await second.WaitAsync(TestContext.Current.CancellationToken)).Should().NotBeNull();
        first.IsCompleted.Should().BeFalse("it came first, and its tenant holds one on another host");

        async Task<IReadOnlyList<SandboxMember>> CountAsync(TenantId tenant)
        {
            await counting.Task;
            return await _world.Store.ReadSandboxMembersAsync(PoolWorld.Account, new SandboxMemberQuery { Tenant = tenant }, 10, default);
        }
    }

    [Fact]
    public async Task Warm_ThatComeTogether_DoNotAllGoToTheFirstInLine()
    {
        await PoolClock.FillAsync(_world, 4, _world.NewHost("filler"));
        SandboxMember[] both = [.. await _world.RowsAsync()];
        TaskCompletionSource<IReadOnlyList<SandboxMember>> read = new();
        PoolHost host = _world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, _) =>
            method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) ? new ValueTask<IReadOnlyList<SandboxMember>>(read.Task) : null));
        await host.Parts.Gate.OpenAsync(default);
        WarmMembers warm = new(host.Definition, host.Parts, new PoolMembers(host.Parts));
        TenantId greedy = await _world.NewTenantAsync();
        TenantId modest = await _world.NewTenantAsync();
        Task<SandboxMember?> first = warm.TakeAsync(greedy, TimeSpan.Zero, mayStartCold: true, default).AsTask();
        Task<SandboxMember?> second = warm.TakeAsync(greedy, TimeSpan.Zero, mayStartCold: true, default).AsTask();
        Task<SandboxMember?> other = warm.TakeAsync(modest, TimeSpan.Zero, mayStartCold: true, default).AsTask();

        Array.ForEach(both, warm.Offer);
        read.SetResult([]);

        (await first).Should().NotBeNull();
        (await other).Should().NotBeNull("what is in hand counts like what is held");
        (await second).Should().BeNull();
    }

    [Fact(Timeout = 30_000)]
    public async Task Room_ThatACallWaitsFor_IsNotTakenByTheRefill()
    {
        (_world.Options.WarmTarget, _world.Options.MaxTotal, _world.Options.WaitForRoom) = (1, 2, TimeSpan.FromMinutes(1));
        int tries = 0;
        PoolHost host = _world.NewHost("host-a", Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) =>
        {
            tries += method == nameof(IMultiTenantStore.CommitAsync) && ((ChangeSet)args[0]!).Changes.OfType<StoreChange.InsertSandboxMember>().Any(i => i.Member.Tenant is not null) ? 1 : 0;
            return null;
        }));
        ISandboxLease first = await host.AcquireAsync(await _world.NewTenantAsync());
        await using ISandboxLease second = await host.AcquireAsync(await _world.NewTenantAsync());
        Task<ISandboxLease> waiting = host.AcquireAsync(await _world.NewTenantAsync());
        await UntilAsync(() => tries == 3);

        await first.StopAsync(TestContext.Current.CancellationToken);
        await host.RunAsync();

        (await _world.RowsAsync()).Should().NotContain(r => r.Tenant == null, "a call that waits comes first");
        await PoolClock.UntilDoneAsync(_world, waiting, TestContext.Current.CancellationToken, host);
        await using ISandboxLease third = await waiting;
        third.Arrival.Origin.Should().Be(SandboxOrigin.Cold);
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
        return _world.NewHost();
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

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
