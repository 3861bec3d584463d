using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>A host with two pools, of which the first has a provider that hangs, whatever token it is given, or throws what no provider should: the other pool has its turns all the same.</summary>
public sealed class KeeperTurnTests : IDisposable
{
    private readonly PoolWorld _world = new();
    private readonly PoolHost _host;
    private Func<string, object?> _bad = _ => null;
    private int _rounds;

    public KeeperTurnTests()
    {
        IMultiTenantStore store = Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, args) =>
        {
            if (method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) && args[1] is SandboxMemberQuery { Pool: "node", DueBefore: not null })
            {
                Interlocked.Increment(ref _rounds);
            }

            return null;
        });
        ISandboxProvider bad = Intercepted<ISandboxProvider>.Wrap(new FakePoolProvider(_world.Clock) { Name = "bad" }, (method, _) => _bad(method));
        _host = _world.NewHost(store: store, former: bad, pools: [("ill", NewOptions("bad")), ("node", NewOptions("fake"))]);
    }

    public void Dispose() => _world.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Provider_ThatHangs_HoldsUpItsOwnPoolOnly()
    {
        _bad = Hang;
        await _host.Keeper.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => _world.Provider.Running.Count == 2);
        ISandboxLease lease = await AcquireAsync();
        FakePoolSandbox sandbox = _world.Provider.Sandboxes[lease.Sandbox];
        await lease.DisposeAsync();
        await UntilAsync(() => sandbox.State == SandboxState.Paused);
        await UntilAsync(() => _world.Provider.Running.Count == 2);

        _host.Keeper.HasDied.Should().BeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Provider_ThatThrowsWhatNoProviderShould_EndsNoPoolsTurns()
    {
        int thrown = 0;
        _bad = method => method == nameof(ISandboxProvider.ListAsync) && ++thrown > 0 ? throw new InvalidOperationException("a bug") : null;
        await _host.Keeper.StartAsync(TestContext.Current.CancellationToken);

        await UntilAsync(() => _world.Provider.Running.Count == 2);
        await UntilAsync(() => thrown > 1);

        _host.Keeper.HasDied.Should().BeFalse("its own pool is tried again, too");
    }

    [Fact(Timeout = 60_000)]
    public async Task Round_OfAPoolThatThrows_IsThrownWhenTheOthersAreDone()
    {
        _bad = method => method == nameof(ISandboxProvider.ListAsync) ? throw new InvalidOperationException("a bug") : null;

        for (int i = 0; i < 3; i++)
        {
            _world.Time.Advance(TimeSpan.FromMinutes(11));
            await FluentActions.Awaiting(() => _host.Keeper.RunOnceAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<InvalidOperationException>();
        }

        _world.Provider.Running.Should().HaveCount(2);
    }

    [Fact(Timeout = 60_000)]
    public async Task Stop_WhileATurnHangs_ReturnsLeasesAndEndsWithItsToken()
    {
        _bad = Hang;
        await _host.Keeper.StartAsync(TestContext.Current.CancellationToken);
        ISandboxLease lease = await AcquireAsync();
        await lease.Commands.RunAsync("true", cancellationToken: TestContext.Current.CancellationToken);
        using CancellationTokenSource patience = new();

        Task stopping = _host.Keeper.StopAsync(patience.Token);

        while ((await _world.RowsAsync()).Single(r => r.Tenant is not null).State != SandboxMemberState.Idle)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        stopping.IsCompleted.Should().BeFalse("a turn hangs");
        await patience.CancelAsync();
        await stopping;
        _host.Keeper.HasDied.Should().BeFalse();
    }

    [Fact(Timeout = 60_000)]
    public async Task Turn_ThatHasNotEndedForLong_IsShownByTheHealthCheck()
    {
        SandboxPoolsHealthCheck check = new(_host.Parts.Gate, _host.Pools, _host.Keeper, Microsoft.Extensions.Options.Options.Create(new CloudBaseHealthOptions { PoolShortAfter = TimeSpan.FromMinutes(1) }), _world.Time);
        _bad = Hang;
        await _host.Keeper.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(() => _world.Provider.Running.Count == 2);

        HealthCheckResult result;
        while ((result = await CheckAsync(check)).Status == HealthStatus.Healthy)
        {
            await PassAsync();
        }

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("'ill' has not ended").And.NotContain("'node'");
        result.Data.Should().ContainKey("ill.inRoundForSeconds");
    }

    [Fact(Timeout = 60_000)]
    public async Task List_ThatDoesNotAnswer_IsGivenUpAfterTheCallTimeout()
    {
        TaskCompletionSource<object> never = new();
        using PoolWorld world = new() { Options = { ProviderLifetime = TimeSpan.FromHours(24) } };
        PoolHost host = world.NewHost();
        world.Provider.Before = (action, _) => action.StartsWith("list", StringComparison.Ordinal) ? never.Task : Task.CompletedTask;
        Task<int> round = host.Keeper.RunOnceAsync(TestContext.Current.CancellationToken);
        // No time passes before the start is done: hours would, where this machine has to compile the code first.
        while (world.Provider.Running.Count == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        while (!round.IsCompleted)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            world.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(() => { }, TestContext.Current.CancellationToken);
        }

        (await round).Should().Be(0, "nothing was due, and what did not answer is asked again");
    }

    private static SandboxPoolOptions NewOptions(string provider) => new()
    {
        Base = "base", Provider = provider, WarmTarget = 2, MaxTotal = 10, RefillPerSecond = 1000, IdleAfter = TimeSpan.FromSeconds(30), IdleGrace = TimeSpan.FromSeconds(5),
        CallTimeout = TimeSpan.FromMinutes(10), StartTimeout = TimeSpan.FromHours(1), OrphanInterval = TimeSpan.FromSeconds(2), LeaseDuration = TimeSpan.FromMinutes(10), ProviderLifetime = TimeSpan.FromHours(24),
    };

    private static object? Hang(string method) => method switch
    {
        nameof(ISandboxProvider.ListAsync) => HangAsync(),
        nameof(ISandboxProvider.StartAsync) => new TaskCompletionSource<ISandbox>().Task,
        _ => null,
    };

    private static async IAsyncEnumerable<SandboxInfo> HangAsync()
    {
        await new TaskCompletionSource().Task;
        yield break;
    }

    private static Task<HealthCheckResult> CheckAsync(IHealthCheck check) =>
        check.CheckHealthAsync(new HealthCheckContext { Registration = new HealthCheckRegistration("pools", check, HealthStatus.Unhealthy, null) }, TestContext.Current.CancellationToken);

    private async Task<ISandboxLease> AcquireAsync()
    {
        while ((await _world.RowsAsync()).Count(r => r.State == SandboxMemberState.Ready) < 2)
        {
            await PassAsync();
        }

        // What stands ready is handed over in no time: none passes, for minutes would, where the code of the call has to be compiled first.
        return await _host.AcquireAsync(await _world.NewTenantAsync());
    }

    /// <summary>Lets time pass until something is so.</summary>
    private async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await PassAsync();
        }
    }

    /// <summary>Lets a second pass, and waits for the starts and the round of the pool that is well: on a busy machine time would run ahead of all that has a time.</summary>
    private async Task PassAsync()
    {
        while ((await _world.RowsAsync()).Any(r => r is { Pool: "node", State: SandboxMemberState.Creating }))
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        int before = Volatile.Read(ref _rounds);
        _world.Time.Advance(TimeSpan.FromSeconds(1));
        while (Volatile.Read(ref _rounds) == before)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
