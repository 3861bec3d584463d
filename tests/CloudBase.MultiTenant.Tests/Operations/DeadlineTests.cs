using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Operations;

/// <summary>Time in which no host runs is not held against an operation; time in which hosts run and get nowhere is.</summary>
public sealed class DeadlineTests
{
    [Fact]
    public async Task HostsDownForADay_BeforeTheOrder_OrdersAndDelivers()
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ReadyDelay = TimeSpan.FromMinutes(10) });
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        world.Time.Advance(TimeSpan.FromDays(1));

        await world.RunToEndAsync(world.NewHost("restarted"));

        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active);
        world.Cloud.Ledger.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostsDownForADay_InTheMiddleOfDelivery_GoesOnAndEnds(bool dieAtWork)
    {
        var world = new SimulatedWorld(cloud: new FakeCloudOptions { ReadyDelay = TimeSpan.FromMinutes(10) });
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await host.Pump.RunOnceAsync();
        world.Cloud.Ledger.Should().ContainSingle();
        if (dieAtWork)
        {
            world.Time.SetUtcNow((await OperationAsync(world)).DueAt);
            (await host.Get<OperationClaims>().TryClaimAsync(await OperationAsync(world), default)).Should().NotBeNull();
        }

        world.Time.Advance(TimeSpan.FromDays(1));
        int throttled = 1;
        world.Cloud.Faults = a => a == "DescribeEnvs" && throttled-- > 0 ? CloudFault.Throttled : CloudFault.None;
        await world.RunToEndAsync(world.NewHost("restarted"));

        throttled.Should().BeNegative();
        (await host.Directory.GetAsync(Verbs.User)).State.Should().Be(TenantState.Active, "it waited once more after the restart");
        world.Cloud.Ledger.Should().ContainSingle();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostsThatDieOverAndOver_StillParkItAtItsDeadline(bool handOver)
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        DateTimeOffset first = (await OperationAsync(world)).Deadline;
        for (int deaths = 0; deaths < 60; deaths++)
        {
            LeasedOperation leased = (await host.Get<OperationClaims>().TryClaimAsync(await OperationAsync(world), default))!;
            if (handOver)
            {
                var session = new OperationSession(world.Store, world.Time, TimeSpan.FromSeconds(30), "host", leased);
                await session.CommitAsync(o => o with { Lease = null, DueAt = session.Now });
            }

            // A supervisor that waits ten minutes before it starts the host again.
            world.Time.Advance(TimeSpan.FromMinutes(10));
        }

        (await OperationAsync(world)).Deadline.Should().BeAfter(first);
        world.Cloud.Faults = static a => a == "CreateTag" ? CloudFault.Throttled : CloudFault.None;
        await world.RunToEndAsync(host, maxRounds: 1);

        TenantOperation operation = await OperationAsync(world);
        (operation.State, operation.Problem?.Code).Should().Be((OperationState.Parked, ProblemCodes.DeadlinePassed));
    }

    [Fact]
    public async Task HostThatStaysUp_IsGivenNoMoreTimeThanItHad()
    {
        var world = new SimulatedWorld();
        SimulatedHost host = world.NewHost();
        await Verbs.StartAsync(host, "provision");
        DateTimeOffset deadline = (await OperationAsync(world)).Deadline;
        world.Cloud.Faults = static a => a == "CreateTag" ? CloudFault.Throttled : CloudFault.None;

        await world.RunToEndAsync(host);

        TenantOperation operation = await OperationAsync(world);
        (operation.State, operation.Deadline).Should().Be((OperationState.Parked, deadline));
        world.Time.GetUtcNow().Should().Be(deadline);
    }

    private static async Task<TenantOperation> OperationAsync(SimulatedWorld world) => (await world.OperationsAsync()).Single();
}
