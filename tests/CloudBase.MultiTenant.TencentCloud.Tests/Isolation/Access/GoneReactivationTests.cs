using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation.Access;

/// <summary>A reactivation ends for an environment that is gone, and only where everything the cloud shows says so.</summary>
public sealed class GoneReactivationTests
{
    [Theory]
    [InlineData(nameof(IEnvironmentCloud.FindAsync))]
    [InlineData(nameof(IEnvironmentCloud.FindBillingAsync))]
    public async Task Reactivate_WhereOnlyListsOrBooksKnowTheEnvironment_IsLeftToAPerson(string knows)
    {
        AccessWorld world = await AccessWorld.BeforeAsync("WhiteLabel", "reactivate");
        FakeEnvironment environment = world.Simulated.Cloud.Environments.Single();
        CloudEnvironment shown = (await world.Simulated.Cloud.FindAsync(environment.Id, default))!;
        EnvironmentBilling books = (await world.Simulated.Cloud.FindBillingAsync(environment.Id, default))!;
        await world.Simulated.Cloud.IsolateAsync(environment.Id, skipIsolationPeriod: true, ignoreRemainingData: true, default);
        world.Simulated.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(world.Simulated.Cloud, (method, _) => method != knows ? null
            : method == nameof(IEnvironmentCloud.FindAsync) ? new ValueTask<CloudEnvironment?>(shown) : new ValueTask<EnvironmentBilling?>(books));
        SimulatedHost host = world.NewHost("host");

        await world.BeginAsync(host, "reactivate");
        await world.Simulated.RunToEndAsync(host);

        (await world.OperationAsync("reactivate"))!.State.Should().Be(OperationState.Parked, "an environment that may be there is not given up");
    }
}
