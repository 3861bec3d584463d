using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>Calls that wait for room in a pool that is full: on one host who came first has it first.</summary>
public sealed class RoomOrderTests : IDisposable
{
    /// <summary>More than passes while a busy machine has not come to what is under way.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromDays(1);

    private readonly PoolWorld _world = new();
    private readonly PoolHost _host;
    private readonly ConcurrentDictionary<TenantId, int> _attempts = new();
    private int _looks;

    public RoomOrderTests()
    {
        (_world.Options.MaxTotal, _world.Options.WarmTarget, _world.Options.WaitForWarm) = (1, 0, TimeSpan.Zero);
        (_world.Options.WaitForRoom, _world.Options.StopOnReturn, _world.Options.LeaseDuration) = (s_long, true, s_long);
        (_world.Options.CallTimeout, _world.Options.StartTimeout, _world.Options.ProviderLifetime) = (s_long, s_long, s_long);
        _host = _world.NewHost(store: Intercepted<IMultiTenantStore>.Wrap(_world.Store, (method, arguments) =>
        {
            if (method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) && arguments[1] is SandboxMemberQuery { Tenant: null } query && query.States.Contains(SandboxMemberState.Marked))
            {
                Interlocked.Increment(ref _looks);
            }
            else if (method == nameof(IMultiTenantStore.CommitAsync) && ((ChangeSet)arguments[0]!).Changes is [StoreChange.InsertSandboxMember { Member.Tenant: { } tenant }])
            {
                _attempts.AddOrUpdate(tenant.Tenant, 1, (_, n) => n + 1);
            }

            return null;
        }));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Room_GoesToWhoWaitsForLongest()
    {
        ISandboxLease held = await _host.AcquireAsync(await _world.NewTenantAsync());
        (TenantId first, Task<ISandboxLease> firstCall) = await WaitingAsync(1, TestContext.Current.CancellationToken);
        (TenantId second, Task<ISandboxLease> secondCall) = await WaitingAsync(2, TestContext.Current.CancellationToken);
        await PassUntilAsync(() => Attempts(first) >= 5);
        Attempts(second).Should().Be(0, "the room is the first one's");

        await held.DisposeAsync();
        await PassUntilAsync(() => firstCall.IsCompleted || secondCall.IsCompleted);

        firstCall.IsCompleted.Should().BeTrue();
        await (await firstCall).DisposeAsync();
        await PassUntilAsync(() => secondCall.IsCompleted);
        await (await secondCall).DisposeAsync();
    }

    [Fact(Timeout = 60_000)]
    public async Task Call_ThatLeaves_LetsTheNextOneBeTheFirst()
    {
        ISandboxLease held = await _host.AcquireAsync(await _world.NewTenantAsync());
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        (_, Task<ISandboxLease> first) = await WaitingAsync(1, leaving.Token);
        (TenantId tenant, Task<ISandboxLease> second) = await WaitingAsync(2, TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();

        await held.DisposeAsync();
        await PassUntilAsync(() => second.IsCompleted);

        (await second).Tenant.Should().Be(tenant);
    }

    [Fact]
    public void Queue_ServesTheFirst_AndTheNextWhenThatLeaves()
    {
        RoomQueue queue = new();
        queue.IsEmpty.Should().BeTrue();
        RoomQueue.Place[] places = [queue.Join(), queue.Join(), queue.Join()];

        places.Select(p => p.IsFirst).Should().Equal(true, false, false);
        places[1].Dispose();
        places[2].IsFirst.Should().BeFalse();
        places[0].Dispose();

        places[2].Turn.IsCompleted.Should().BeTrue("it asks at once");
        queue.IsEmpty.Should().BeFalse();
        places[2].Dispose();
        queue.IsEmpty.Should().BeTrue();
    }

    private int Attempts(TenantId tenant) => _attempts.GetValueOrDefault(tenant);

    private async Task<(TenantId Tenant, Task<ISandboxLease> Call)> WaitingAsync(int looks, CancellationToken cancellationToken)
    {
        TenantId tenant = await _world.NewTenantAsync();
        Task<ISandboxLease> call = _host.Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node"), cancellationToken);
        while (Volatile.Read(ref _looks) < looks)
        {
            Cancel.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        return (tenant, call);
    }

    /// <summary>Lets time pass, slowly, until something is so.</summary>
    private async Task PassUntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Cancel.ThrowIfCancellationRequested();
            _world.Time.Advance(TimeSpan.FromMilliseconds(10));
            for (int i = 0; i < 20; i++)
            {
                // Behind what is under way, which a busy machine has not come to.
                await Task.Run(() => { }, Cancel);
            }
        }
    }
}
