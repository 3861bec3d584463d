using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>Members that nothing can be done for now do not keep the others from being looked after.</summary>
public sealed class PoolCareTests
{
    private const int ARound = 50;

    [Fact]
    public async Task Care_MoreMembersThanARoundTakesCannotBeLookedAt_ComesToTheOthersAllTheSame()
    {
        PoolWorld world = await PoolWorld.FilledAsync(ARound + 2);
        List<PooledEnvironment> longestDue = [.. (await world.MembersAsync(PooledEnvironmentState.Ready)).OrderBy(m => m.DueAt)];
        HashSet<EnvironmentId> silent = [.. longestDue.Take(ARound).Select(m => m.Environment!.Value)];
        PooledEnvironment sick = longestDue[^1];
        world.Cloud.Environments.Single(e => e.Id == sick.Environment).IsolatedAt = world.Now;
        await world.ChangeAsync(sick, m => m with { DueAt = longestDue[^1].DueAt + TimeSpan.FromSeconds(1) });
        world.Inner.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, arguments) =>
            method == nameof(IEnvironmentCloud.FindAsync) && silent.Contains((EnvironmentId)arguments[0]!)
                ? new ValueTask<CloudEnvironment?>(Task.FromException<CloudEnvironment?>(new CloudUnavailableException(
                    "no answer", new CloudErrorDetails { Service = "x", Action = "DescribeEnvs", Code = "Away", Effect = CloudEffect.None, IsTransient = true })))
                : null);
        world.Inner.Time.Advance(TimeSpan.FromHours(7));

        await world.SettleAsync(world.NewHost("carer"), rounds: 6);

        (await world.MembersAsync()).Single(m => m.Id == sick.Id).State.Should().NotBe(PooledEnvironmentState.Ready, "it is isolated, and nobody may be given it");
        (await world.MembersAsync(PooledEnvironmentState.Ready)).Count(m => silent.Contains(m.Environment!.Value)).Should().Be(ARound, "what could not be looked at is kept");
    }
}
