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

        Task<SandboxMember?> first = warm.TakeAsync(tenant, TimeSpan.FromMinutes(1), default).AsTask();
        warm.Offer(member);
        read.SetException(new StoreUnavailableException("gone"));
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<StoreUnavailableException>();
        isGone = false;

        (await warm.TakeAsync(tenant, TimeSpan.Zero, default))!.Id.Should().Be(member.Id, "nobody has it");
    }
}
