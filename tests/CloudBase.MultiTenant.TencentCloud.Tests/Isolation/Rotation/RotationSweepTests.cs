using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Rotation;

/// <summary>A rotation that is cancelled anywhere, by hosts that crash anywhere: in the end one key is there, and it is the tenant's.</summary>
public sealed class RotationSweepTests
{
    private const int Stride = 5;

    public static TheoryData<int> Overlaps() => [0, 600];

    [Theory]
    [MemberData(nameof(Overlaps))]
    public async Task Rotate_CrashedAndCancelledAndCrashedAnywhere_TheTenantHasTheOneKeyThereIs(int overlap)
    {
        HashSet<bool> kept = [];
        int n = 1;
        for (; await RunAsync(n, null) is var (world, _, isCrashed); n++)
        {
            kept.Add(world.Keys[0].Id == world.First);
            if (!isCrashed)
            {
                break;
            }

            for (int m = 1 + (n % Stride); await RunAsync(n, m) is (_, true, _); m += Stride)
            {
            }
        }

        n.Should().BeGreaterThan(40, "a rotation has calls to crash at");
        kept.Should().BeEquivalentTo([true, false], "some are undone, and some have gone too far");

        async Task<(RotationWorld World, bool IsSecondCrashed, bool IsFirstCrashed)> RunAsync(int first, int? second)
        {
            string because = $"a crash at gate {first}, then one at {second} of who cancels, overlap {overlap}";
            RotationWorld world = await RotationWorld.WithActiveTenantAsync();
            RotationHost one = world.NewHost("first", new CrashGate(first));
            await EndAsync(one, one.RotateAsync(TimeSpan.FromSeconds(overlap)));
            await world.RequireKeyWorksAsync(because);
            RotationHost two = world.NewHost("second", new CrashGate(second));
            await EndAsync(two, two.CancelAsync());
            await world.RequireKeyWorksAsync(because);
            await world.NewHost("third").CancelAsync();
            await world.RequireTruthAsync(because);
            return (world, two.Gate.IsCrashed, one.Gate.IsCrashed);
        }
    }

    [Theory]
    [MemberData(nameof(Overlaps))]
    public async Task Rotate_CancelledAnywhereWhileItsHostWorks_TheTenantHasTheOneKeyThereIs(int overlap)
    {
        for (int n = 1; ; n++)
        {
            string because = $"cancelled at gate {n}, overlap {overlap}";
            RotationWorld world = await RotationWorld.WithActiveTenantAsync();
            var turns = new TurnTable(new Random(1));
            RotationHost working = world.NewHost("working", new CrashGate(null, turns));
            Task rotating = working.RotateAsync(TimeSpan.FromSeconds(overlap));
            for (int i = 1; i < n && turns.Next(); i++)
            {
            }

            if (rotating.IsCompleted)
            {
                n.Should().BeGreaterThan(40);
                return;
            }

            await world.NewHost("cancelling").AskToCancelAsync();
            while (turns.Next())
            {
                await world.RequireKeyWorksAsync(because);
            }

            await rotating;
            await world.NewHost("last").CancelAsync();
            await world.RequireTruthAsync(because);
        }
    }

    [Theory]
    [InlineData("LostBefore")]
    [InlineData("LostAfter")]
    [InlineData("Throttled")]
    public async Task Rotate_ReplyOfAnyCallLostThenCancelled_TheTenantHasTheOneKeyThereIs(string faultName)
    {
        CamFault fault = Enum.Parse<CamFault>(faultName);
        bool struck = true;
        for (int n = 1; struck; n++)
        {
            struck = false;
            RotationWorld world = await RotationWorld.WithActiveTenantAsync();
            int at = n;
            RotationHost host = world.NewHost("only", faults: call =>
            {
                struck |= call == at;
                return call == at ? fault : CamFault.None;
            });
            await host.BeginAsync();
            await host.CancelAsync();
            await world.RequireTruthAsync($"{fault} at call {n}");
        }
    }

    private static async Task EndAsync(RotationHost host, Task work)
    {
        if (!host.Gate.IsCrashed)
        {
            await work;
        }
    }
}
