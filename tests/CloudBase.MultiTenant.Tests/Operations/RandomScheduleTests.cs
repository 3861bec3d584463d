using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>Seeded schedules of two hosts, lost replies, late orders, crashes, frozen hosts and jumps of the clock.</summary>
public sealed class RandomScheduleTests
{
    private const int Tenants = 3;

    [Theory]
    [InlineData(0, 600)]
    [InlineData(10_000, 600)]
    [InlineData(20_000, 600)]
    [InlineData(30_000, 600)]
    public async Task Provision_TwoHostsUnderFaults_EveryPaidOrderIsSomebodys(int firstSeed, int count)
    {
        for (int seed = firstSeed; seed < firstSeed + count; seed++)
        {
            int one = seed;
            await Task.Run(() => RunAsync(one));
        }
    }

    private static async Task RunAsync(int seed)
    {
        var random = new Random(seed);
        var world = new SimulatedWorld(seed, new FakeCloudOptions
        {
            ListLag = TimeSpan.FromSeconds(random.Next(3) * random.Next(50)),
            ReadyDelay = TimeSpan.FromSeconds(random.Next(60)),
            LateBy = TimeSpan.FromSeconds(random.Next(1, 300)),
        })
        {
            Configure = o => o.Provisioning.OnUnresolvedCreate = UnresolvedCreate.CreateAgain,
        };
        int trouble = random.Next(4, 20);
        world.Cloud.Faults = action => Fault(random, action, ref trouble);
        world.Identities.Faults = action => Fault(random, action, ref trouble);

        var turns = new TurnTable(random);
        List<(SimulatedHost Host, List<Task> Work)> hosts = [];
        int names = 0;
        for (int i = 0; i < 2; i++)
        {
            hosts.Add((NewHost(), []));
        }

        SimulatedHost NewHost()
        {
            SimulatedHost host = world.NewHost("host" + names++, new CrashGate(turns: turns), clockOffset: TimeSpan.FromSeconds(random.Next(-2, 3)));

            // Opened ahead: a task that several await does not go on inline, and all flows run on the test's thread.
            host.Gate.IsBypassed = true;
            host.Get<StoreGate>().OpenAsync(default).IsCompletedSuccessfully.Should().BeTrue();
            host.Gate.IsBypassed = false;
            return host;
        }

        for (int round = 0; round < 400; round++)
        {
            foreach ((SimulatedHost host, List<Task> work) in hosts)
            {
                work.RemoveAll(t => t.IsCompleted);
                if (work.Count < 3 && !host.Gate.IsStill)
                {
                    work.Add(host.Pump.RunOnceAsync());
                    if (round < 6)
                    {
                        work.Add(EnsureAsync(host, random.Next(Tenants)));
                    }
                }
            }

            while (turns.Next())
            {
                Disturb();
            }

            hosts.ForEach(h => h.Host.Gate.IsFrozen = false);
            while (turns.Next())
            {
            }

            if (await world.NextDueAsync() is { } next)
            {
                world.Time.SetUtcNow(Later(next, world.Time.GetUtcNow().AddMilliseconds(1)));
            }
            else if (round >= 6 && trouble <= 0 && (await world.TenantsAsync()).Count > 0)
            {
                break;
            }
        }

        void Disturb()
        {
            if (trouble <= 0 || random.Next(25) != 0)
            {
                return;
            }

            trouble--;
            int i = random.Next(hosts.Count);
            switch (random.Next(4))
            {
                case 0:
                    hosts[i].Host.Gate.Crash();
                    hosts[i] = (NewHost(), []);
                    break;
                case 1:
                    hosts[i].Host.Gate.IsFrozen = true;
                    break;
                case 2:
                    world.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
                    break;
                default:
                    hosts.ForEach(h => h.Host.Gate.IsFrozen = false);
                    world.Time.Advance(TimeSpan.FromSeconds(random.Next(30, 400)));
                    break;
            }
        }

        trouble = 0;
        SimulatedHost last = world.NewHost("last");
        await FinishAsync(world, last);
        List<Tenant> tenants = await world.TenantsAsync();
        tenants.Should().OnlyContain(t => t.State == TenantState.Active, $"nothing stays undone (seed {seed})");
        world.Cloud.Ledger.Should().HaveCount(tenants.Count, $"each tenant is paid once (seed {seed})");
        await EndState.CheckMoneyAsync(world);
    }

    private static async Task FinishAsync(SimulatedWorld world, SimulatedHost host)
    {
        for (int i = 0; i < 5; i++)
        {
            await world.RunToEndAsync(host);
            List<TenantOperation> parked = (await world.OperationsAsync(includeFinal: false)).FindAll(o => o.State == OperationState.Parked);
            if (parked.Count == 0)
            {
                return;
            }

            foreach (TenantOperation operation in parked)
            {
                await host.Operations.ResumeAsync(operation.Id);
            }
        }
    }

    private static async Task EnsureAsync(SimulatedHost host, int tenant)
    {
        try
        {
            await host.Provisioner.EnsureAsync(TenantId.Parse($"tenant-{tenant}"), TenantSpec.Default, new EnsureOptions { Patience = TimeSpan.Zero });
        }
        catch (CloudBaseException)
        {
            // The caller goes away; the operation goes on.
        }
    }

    private static CloudFault Fault(Random random, string action, ref int trouble)
    {
        bool isRead = action.StartsWith("Describe", StringComparison.Ordinal) || action is "GetUser" or "ListKeys";
        if (trouble <= 0 || random.Next(isRead ? 40 : 3) != 0)
        {
            return CloudFault.None;
        }

        trouble--;
        return random.Next(4) switch
        {
            0 => CloudFault.Throttled,
            1 => CloudFault.LostBefore,
            2 => CloudFault.LostAfter,
            _ => CloudFault.Late,
        };
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
