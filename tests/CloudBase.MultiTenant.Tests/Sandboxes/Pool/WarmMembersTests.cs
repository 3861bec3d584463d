using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool;

/// <summary>What a host knows of warm members, where the store is gone for a while.</summary>
public sealed class WarmMembersTests
{
    [Fact]
    public async Task Take_ServedWhileTheStoreFails_LeavesTheMemberToTheNext()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 1;
        await PoolClock.FillAsync(world, 1, world.NewHost("filler"));
        SandboxMember member = (await world.RowsAsync()).Single();
        TenantId tenant = await world.NewTenantAsync();
        TaskCompletionSource<IReadOnlyList<SandboxMember>> read = new();
        bool isGone = true;
        PoolHost host = world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(world.Store, (method, _) =>
            isGone && method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) ? new ValueTask<IReadOnlyList<SandboxMember>>(read.Task) : null));
        await host.Parts.Gate.OpenAsync(default);
        WarmMembers warm = new(host.Definition, host.Parts, new PoolMembers(host.Parts));

        Task<SandboxMember?> first = warm.TakeAsync(tenant, TimeSpan.FromMinutes(1), mayStartCold: true, default).AsTask();
        warm.Offer(member);
        read.SetException(new StoreUnavailableException("gone"));
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<StoreUnavailableException>();
        isGone = false;

        (await warm.TakeAsync(tenant, TimeSpan.Zero, mayStartCold: true, default))!.Id.Should().Be(member.Id, "nobody has it");
    }

    [Fact]
    public async Task Offer_ThatComesAfterTheClaim_IsGivenToNobody()
    {
        using PoolWorld world = new();
        world.Options.WarmTarget = 1;
        await PoolClock.FillAsync(world, 1, world.NewHost("filler"));
        SandboxMember member = (await world.RowsAsync()).Single();
        TenantId tenant = await world.NewTenantAsync();
        PoolHost host = world.NewHost("host-b", Intercepted<IMultiTenantStore>.Wrap(world.Store, (method, _) =>
            method == nameof(IMultiTenantStore.ReadSandboxMembersAsync) ? new ValueTask<IReadOnlyList<SandboxMember>>([]) : null));
        await host.Parts.Gate.OpenAsync(default);
        WarmMembers warm = new(host.Definition, host.Parts, new PoolMembers(host.Parts));
        warm.Offer(member);
        warm.Done((await warm.TakeAsync(tenant, TimeSpan.Zero, mayStartCold: true, default))!);

        warm.Offer(member);

        (await warm.TakeAsync(tenant, TimeSpan.Zero, mayStartCold: true, default)).Should().BeNull("its claim would fail, and cost who waits the place in line");
        warm.Offer(member with { Version = member.Version + 1 });
        SandboxMember again = (await warm.TakeAsync(tenant, TimeSpan.Zero, mayStartCold: true, default))!;
        warm.Drop(again);
        warm.Offer(again);
        (await warm.TakeAsync(tenant, TimeSpan.Zero, mayStartCold: true, default)).Should().NotBeNull("what became of that claim is not known, and it may be free");
    }
}
