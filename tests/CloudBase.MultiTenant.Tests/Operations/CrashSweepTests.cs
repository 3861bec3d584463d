using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>A host that is never continued at its n-th await, for every n: another one ends where the first would have ended.</summary>
public sealed class CrashSweepTests
{
    public static TheoryData<string, int, int, int> Runs()
    {
        var data = new TheoryData<string, int, int, int>();
        foreach (string verb in new[] { "provision", "suspend", "reactivate", "rotate", "change-plan", "renew", "deprovision" })
        {
            data.Add(verb, 0, 0, 0);
            data.Add(verb, 20, 15, 0);
            data.Add(verb, 20, 15, 2);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Verb_CrashedAtEveryAwait_EndsAsIfNothingHadHappened(string verb, int listLag, int readyDelay, int hosts)
    {
        var cloud = new FakeCloudOptions { ListLag = TimeSpan.FromSeconds(listLag), ReadyDelay = TimeSpan.FromSeconds(readyDelay) };
        SimulatedWorld calm = NewWorld(cloud);
        await Verbs.ArrangeAsync(calm, verb);
        SimulatedHost undisturbed = calm.NewHost();
        await Verbs.StartAsync(undisturbed, verb);
        await calm.RunToEndAsync(undisturbed);
        string expected = await EndState.DescribeAsync(calm);

        int swept = 0;
        for (int n = 1; ; n++)
        {
            SimulatedWorld world = NewWorld(cloud);
            await Verbs.ArrangeAsync(world, verb);
            SimulatedHost first = world.NewHost("first", new CrashGate(n));
            Task begun = Verbs.StartAsync(first, verb);
            if (begun.IsCompleted)
            {
                await begun;
                await world.RunToEndAsync(first);
            }

            if (!first.Gate.IsCrashed)
            {
                break;
            }

            swept++;
            SimulatedHost second = world.NewHost("second", new CrashGate(hosts == 2 ? (n / 2) + 5 : null));
            await GoOnAsync(world, second, verb);
            if (second.Gate.IsCrashed)
            {
                await GoOnAsync(world, world.NewHost("third"), verb);
            }

            string actual = await EndState.DescribeAsync(world);
            actual.Should().Be(expected, $"a crash at await {n} of {verb} must not show");
            await EndState.CheckMoneyAsync(world);
        }

        swept.Should().BeGreaterThan(10);
    }

    private static async Task GoOnAsync(SimulatedWorld world, SimulatedHost host, string verb)
    {
        if (!await Verbs.WasBegunAsync(world, verb))
        {
            Task again = Verbs.StartAsync(host, verb);
            if (!again.IsCompleted)
            {
                return;
            }

            await again;
        }

        await world.RunToEndAsync(host);
    }

    private static SimulatedWorld NewWorld(FakeCloudOptions cloud) =>
        new(cloud: cloud) { Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain };
}
