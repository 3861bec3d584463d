using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>A store is of one region: a host of another would look for its tenants' environments in the wrong place, and take them for gone.</summary>
public sealed class PinnedPlaceTests
{
    [Theory]
    [InlineData("Fake", "ap-guangzhou")]
    [InlineData("Elsewhere", "ap-shanghai")]
    public async Task Open_HostOfAnotherPlace_IsRefusedAndChangesNothing(string site, string region)
    {
        var world = new SimulatedWorld();
        await world.NewHost().Get<StoreGate>().OpenAsync(default);
        world.Cloud.Place = new CloudPlace(site, region);
        SimulatedHost moved = world.NewHost();

        Func<Task> open = async () => await moved.Get<StoreGate>().OpenAsync(default);

        RegionMismatchException refused = (await open.Should().ThrowAsync<RegionMismatchException>()).Which;
        (refused.Pinned.ToString(), refused.Configured.ToString()).Should().Be(("Fake/ap-shanghai", $"{site}/{region}"));
        refused.ErrorCode.Should().Be("CBMT5004");
        world.Cloud.Place = new CloudPlace("Fake", "ap-shanghai");
        await open.Should().NotThrowAsync("the place that is pinned is right again");
    }

    [Theory]
    [InlineData("ap-shanghai", true)]
    [InlineData("ap-singapore", false)]
    public async Task Open_StoreOfBeforeThePlaceWasPinned_TakesItsTenantsWordForIt(string region, bool opens)
    {
        var world = new SimulatedWorld();
        await Verbs.StartAsync(world.NewHost(), "provision");
        SharedRecord pinned = (await world.Store.ReadSharedRecordsAsync(world.Cloud.Account, "cloud-place", default)).Single();
        (await world.Store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteSharedRecord(pinned)), default)).IsCommitted.Should().BeTrue();
        world.Cloud.Place = world.Cloud.Place with { Region = region };

        Exception? refused = await Record.ExceptionAsync(async () => await world.NewHost().Get<StoreGate>().OpenAsync(default));

        (refused is null).Should().Be(opens);
        (await world.Store.ReadSharedRecordsAsync(world.Cloud.Account, "cloud-place", default)).Should().HaveCount(opens ? 1 : 0);
    }
}
