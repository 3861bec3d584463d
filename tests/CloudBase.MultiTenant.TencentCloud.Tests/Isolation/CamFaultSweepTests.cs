using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>A lost reply or a crash at every call of every flow ends like the undisturbed flow.</summary>
public sealed class CamFaultSweepTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string flow in new[] { "prepare", "suspend", "reactivate", "rotate", "remove" })
        {
            foreach (CamFault fault in Enum.GetValues<CamFault>().Where(f => f != CamFault.None))
            {
                cases.Add(flow, fault.ToString());
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Flow_FaultAtEveryCall_EndsLikeTheUndisturbedOne(string flow, string faultName)
    {
        CamFault fault = Enum.Parse<CamFault>(faultName);
        for (int at = 1; ; at++)
        {
            var bench = new CamBench { Cam = { ListLag = TimeSpan.FromSeconds(1) } };
            bool struck = false;
            int target = at;
            await RunAsync(bench, flow, call =>
            {
                struck |= call == target;
                return call == target ? fault : CamFault.None;
            });
            if (!struck)
            {
                at.Should().BeGreaterThan(2, "the flow must make calls");
                return;
            }

            Require(bench, flow, fault == CamFault.LandsLate);
        }
    }

    [Fact]
    public async Task AllFlows_RandomFaultsAtRandomCalls_EndLikeTheUndisturbedOnes()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var bench = new CamBench { Cam = { ListLag = TimeSpan.FromSeconds(1) } };

            // Rare enough that the five attempts at a key are not all lost.
            CamFault Fault(int call) => random.Next(6) == 0 ? (CamFault)random.Next(1, 7) : CamFault.None;
            try
            {
                await bench.PrepareAsync(Fault);
                Require(bench, "prepare", late: true);
                await bench.RunAsync((s, c) => s.SuspendAsync(c, default), Fault);
                Require(bench, "suspend", late: true);
                await bench.RunAsync((s, c) => s.ReactivateAsync(c, default), Fault);
                Require(bench, "reactivate", late: true);
                await bench.RunAsync((s, c) => s.RotateKeysAsync(c, default), Fault);
                Require(bench, "rotate", late: true);
                await bench.RunAsync((s, c) => s.RemoveAsync(c, default), Fault);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}.", e);
            }

            Assert.True(bench.Cam.Policies.Count == 0, $"Seed {seed} left a policy.");
            Assert.True(!bench.Cam.Secrets.Exists(secret => bench.Written.Exists(w => w.Contains(secret, StringComparison.Ordinal))), $"Seed {seed} wrote a secret.");
        }
    }

    private static async Task RunAsync(CamBench bench, string flow, Func<int, CamFault> faults)
    {
        if (flow == "prepare")
        {
            await bench.PrepareAsync(faults);
            return;
        }

        await bench.PrepareAsync();
        bench.Time.Advance(TimeSpan.FromMinutes(1));
        if (flow == "reactivate")
        {
            await bench.RunAsync((s, c) => s.SuspendAsync(c, default));
        }

        Func<CamSubAccountStrategy, IsolationContext, ValueTask<StepData>> run = flow switch
        {
            "suspend" => (s, c) => s.SuspendAsync(c, default),
            "reactivate" => (s, c) => s.ReactivateAsync(c, default),
            "rotate" => (s, c) => s.RotateKeysAsync(c, default),
            _ => (s, c) => s.RemoveAsync(c, default),
        };
        await bench.RunAsync(run, faults);
    }

    private static void Require(CamBench bench, string flow, bool late)
    {
        switch (flow)
        {
            case "suspend":
                bench.User!.Keys.Where(k => k.Id == bench.Binding["keyId"]).Should().OnlyContain(k => !k.Active);
                bench.User.Attached.Should().BeEmpty();
                break;
            case "remove":
                bench.Cam.Users.Should().BeEmpty();
                bench.Cam.Policies.Should().BeEmpty();
                break;
            default:
                // A key whose call landed after it was given up for lost opens nothing: nobody has its secret. The next rotation deletes it.
                bench.RequireWorkingAccount(keys: late ? 2 : 1);
                break;
        }
    }
}
