using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Environments;

/// <summary>The vendor's own pool, and what is done to environments that are there already; against the emulator, signed.</summary>
public sealed class TencentCloudAllocatorTests
{
    private static readonly EnvironmentAllocation s_first = new("id-1", new Dictionary<string, string> { ["cbmt"] = "mark-1" }, true);

    [Fact]
    public async Task Allocate_TheSameIdTwice_GivesOneEnvironmentThatIsReadyAndNotPaidFor()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.AllocationPoolSize = 2);
        var allocator = cloud.Host.Services.GetRequiredService<IEnvironmentAllocator>();

        EnvironmentId one = await allocator.AllocateAsync(s_first, default);
        EnvironmentId again = await allocator.AllocateAsync(s_first, default);
        EnvironmentId other = await allocator.AllocateAsync(s_first with { AllocateId = "id-2" }, default);

        again.Should().Be(one);
        other.Should().NotBe(one);
        cloud.Emulator.Ledger.Should().BeEmpty();
        (await cloud.Host.Services.GetRequiredService<IEnvironmentCloud>().FindAsync(one, default))!.Readiness.Should().Be(EnvironmentReadiness.Ready);
        await FluentActions.Awaiting(async () => await allocator.AllocateAsync(s_first with { AllocateId = "id-3" }, default)).Should().ThrowAsync<CloudCallException>("the vendor's pool has two");
    }

    [Fact]
    public async Task Release_WithTheWrongId_IsRefusedAndWithTheRightOneDoneForEver()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.AllocationPoolSize = 2);
        var allocator = cloud.Host.Services.GetRequiredService<IEnvironmentAllocator>();
        var environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentId one = await allocator.AllocateAsync(s_first, default);

        await FluentActions.Awaiting(async () => await allocator.ReleaseAsync(one, "id-9", default)).Should().ThrowAsync<CloudInvalidRequestException>();
        await FluentActions.Awaiting(async () => await environments.IsolateAsync(one, false, true, default)).Should().ThrowAsync<CloudCallException>("it is given back, not destroyed");
        await allocator.ReleaseAsync(one, "id-1", default);
        await allocator.ReleaseAsync(one, "id-1", default);

        (await environments.FindAsync(one, default)).Should().BeNull();
        (await allocator.AllocateAsync(s_first, default)).Should().NotBe(one, "nobody gets what was somebody's");
    }

    [Fact]
    public async Task Allocate_ByAnAccountThatIsNotOnTheList_IsRefusedByName()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync();

        (await FluentActions.Awaiting(async () => await cloud.Host.Services.GetRequiredService<IEnvironmentAllocator>().AllocateAsync(s_first, default))
            .Should().ThrowAsync<CloudCallException>()).Which.Code.Should().Be("OperationDenied.NonInternalAccount");
    }

    [Fact]
    public async Task AssumeRole_OfAnAllocatedEnvironment_GivesKeysThatExpire()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.AllocationPoolSize = 1);
        var allocator = cloud.Host.Services.GetRequiredService<IEnvironmentAllocator>();
        EnvironmentId one = await allocator.AllocateAsync(s_first, default);

        EnvironmentCredential keys = await allocator.AssumeRoleAsync(one, default);

        keys.Environment.Should().Be(one);
        keys.ExpiresAt.Should().BeAfter(cloud.Time.GetUtcNow()).And.BeBefore(cloud.Time.GetUtcNow().AddHours(12));
    }

    [Fact]
    public async Task TagAndRename_OfAnEnvironmentThatIsThere_PutNewValuesInThePlaceOfOldOnes()
    {
        await using EmulatedCloud cloud = await EmulatedCloud.StartAsync(o => o.AllocationPoolSize = 1);
        var environments = cloud.Host.Services.GetRequiredService<IEnvironmentCloud>();
        EnvironmentId one = await cloud.Host.Services.GetRequiredService<IEnvironmentAllocator>().AllocateAsync(s_first, default);

        await environments.TagAsync(one, new Dictionary<string, string> { ["cbmt"] = "old", ["other"] = "kept" }, default);
        await environments.TagAsync(one, new Dictionary<string, string> { ["cbmt"] = "new" }, default);
        await environments.RenameAsync(one, EnvironmentAlias.Parse("renamed"), default);

        CloudEnvironment shown = (await environments.FindAsync(one, default))!;
        shown.Tags.Should().BeEquivalentTo(new Dictionary<string, string> { ["cbmt"] = "new", ["other"] = "kept" });
        shown.Alias.Should().Be("renamed");
        await FluentActions.Awaiting(async () => await environments.TagAsync(EnvironmentId.Parse("nobody-123"), new Dictionary<string, string> { ["cbmt"] = "x" }, default))
            .Should().ThrowAsync<CloudNotFoundException>();
    }
}
