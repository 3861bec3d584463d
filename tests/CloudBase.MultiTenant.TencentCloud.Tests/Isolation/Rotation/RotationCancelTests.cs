using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>What a person finds who cancels a rotation: the key before it until its deletion has begun, and the new one from then on.</summary>
public sealed class RotationCancelTests
{
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task Cancel_ParkedBecauseTheNewKeyWasNotTaken_TheOldKeyIsInForceAllAlong()
    {
        RotationWorld world = await RotationWorld.WithActiveTenantAsync();
        world.Reach = ProbeOutcome.Refused;
        RotationHost host = world.NewHost("only");

        await host.RotateAsync(TimeSpan.Zero);

        (await world.RotationAsync())!.State.Should().Be(OperationState.Parked);
        (await InForceAsync(world)).Should().Be(world.First, "a key that was not taken is nobody's to work with");
        await host.CancelAsync();
        await world.RequireTruthAsync("cancelled when parked");
        (await InForceAsync(world)).Should().Be(world.First);
    }

    [Fact]
    public async Task Cancel_DuringTheOverlap_TheOldKeyIsInForceAgain()
    {
        RotationWorld world = await RotationWorld.WithActiveTenantAsync();
        RotationHost host = world.NewHost("only");
        await host.BeginAsync(Overlap);
        (await InForceAsync(world)).Should().NotBe(world.First);

        await host.CancelAsync();

        await world.RequireTruthAsync("cancelled in the overlap");
        (await InForceAsync(world)).Should().Be(world.First);
        (await world.RotationAsync())!.State.Should().Be(OperationState.Cancelled);
    }

    [Fact]
    public async Task Cancel_DeletionOfTheOldKeyHadBegun_TheNewKeyStaysAndTheTenantSaysWhy()
    {
        RotationWorld world = await RotationWorld.WithActiveTenantAsync();
        RotationHost host = world.NewHost("only");
        world.Cam.Deleted = static _ => throw new CloudUnavailableException("lost", FakeCam.Details("DeleteAccessKey", "InternalError", CloudEffect.Unknown, transient: true));
        await host.BeginAsync();
        world.Cam.Deleted = static _ => { };

        await host.CancelAsync();

        await world.RequireTruthAsync("cancelled after the reply to the deletion was lost");
        (await InForceAsync(world)).Should().NotBe(world.First);
        (await world.TenantAsync()).StateReason.Should().Contain("the new key stays in force");
    }

    [Fact]
    public async Task Cancel_DeletionIsRefusedAfterAReplyWasLost_TheNewKeyStays()
    {
        RotationWorld world = await RotationWorld.WithActiveTenantAsync();
        RotationHost host = world.NewHost("only");
        int calls = 0;
        world.Cam.Deleted = _ => throw (++calls == 1
            ? new CloudUnavailableException("lost", FakeCam.Details("DeleteAccessKey", "InternalError", CloudEffect.Unknown, transient: true))
            : (Exception)new CloudAccessDeniedException("denied", FakeCam.Details("DeleteAccessKey", "UnauthorizedOperation")));
        await host.RotateAsync(TimeSpan.Zero);
        (await world.RotationAsync())!.State.Should().Be(OperationState.Parked);

        await host.CancelAsync();
        await world.RequireKeyWorksAsync("cancelled, and refused again");
        await host.CancelAsync();

        await world.RequireKeyWorksAsync("cancelled once more");
        (await InForceAsync(world)).Should().NotBe(world.First);
        (await world.RotationAsync())!.State.Should().Be(OperationState.Cancelled);
        (await world.TenantAsync()).StateReason.Should().Contain("cam:DeleteAccessKey");
    }

    [Fact]
    public async Task Rotate_AfterACancelledOne_KeepsTheOldKeyForTheOverlap()
    {
        RotationWorld world = await RotationWorld.WithActiveTenantAsync();
        RotationHost host = world.NewHost("only");
        await host.BeginAsync(Overlap);
        await host.CancelAsync();

        await host.BeginAsync(Overlap);

        world.Keys.Should().HaveCount(2).And.Contain(k => k.Id == world.First, "the tenant works with it, and was promised ten minutes");
        await host.RunToEndAsync();
        world.Keys.Should().ContainSingle().Which.Id.Should().Be(await InForceAsync(world));
    }

    private static async Task<string> InForceAsync(RotationWorld world) => (await world.TenantAsync()).Isolation.Single().Data["keyId"];
}
