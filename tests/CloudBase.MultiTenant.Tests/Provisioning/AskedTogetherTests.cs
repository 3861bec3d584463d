using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Crash;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>What is the same for all who come at once is looked at once, and who is held up by the cloud holds up nobody else.</summary>
public sealed class AskedTogetherTests
{
    private static readonly TenantSpec Spec = new() { PackageId = "baas_personal", Isolation = new IsolationKind("Fake") };

    [Fact]
    public async Task Limits_ManyCallersAtOnce_AreReadOnceAndNotKept()
    {
        SimulatedWorld world = new();
        SimulatedHost host = world.NewHost();
        await host.Get<CloudBase.MultiTenant.Operations.StoreGate>().OpenAsync(default);
        int reads = 0;
        TaskCompletionSource<EnvironmentLimits> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IEnvironmentCloud cloud = Intercepted<IEnvironmentCloud>.Wrap(world.Cloud, (method, _) =>
        {
            if (method != nameof(IEnvironmentCloud.GetLimitsAsync))
            {
                return null;
            }

            reads++;
            return new ValueTask<EnvironmentLimits>(answer.Task);
        });
        Admission admission = new(cloud, host.Get<IsolationStrategies>(), host.Get<IsolationPlaces>(), [], host.Get<IOptions<CloudBaseOptions>>());

        Task<FreePlaces?>[] calls = [.. Enumerable.Range(0, 30).Select(_ => admission.CheckAsync(Spec, default).AsTask())];
        answer.SetResult(new EnvironmentLimits { MaxEnvironments = 1, CurrentEnvironments = 0 });
        await Task.WhenAll(calls);
        reads.Should().Be(1);

        answer = new TaskCompletionSource<EnvironmentLimits>();
        answer.SetResult(new EnvironmentLimits { MaxEnvironments = 1, CurrentEnvironments = 1 });
        await FluentActions.Awaiting(() => admission.CheckAsync(Spec, default).AsTask())
            .Should().ThrowAsync<CloudLimitExceededException>("who comes later is told how it stands then");
    }

    [Fact]
    public async Task Places_ManyCallersAtOnce_AreLookedForOnceAndNotHeldUpByAnotherIsolations()
    {
        SimulatedHost host = new SimulatedWorld().NewHost();
        await host.Get<CloudBase.MultiTenant.Operations.StoreGate>().OpenAsync(default);
        IsolationPlaces places = host.Get<IsolationPlaces>();
        TaskCompletionSource<int?> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int looks = 0;
        IIsolationStrategy slow = Strategy("Slow", token =>
        {
            looks++;
            asked.TrySetResult();
            return new ValueTask<int?>(answer.Task.WaitAsync(token));
        });
        IIsolationStrategy quick = Strategy("Quick", _ => new ValueTask<int?>(7));
        using CancellationTokenSource leaving = new();
        Task<FreePlaces?> left = places.CheckAsync(slow, leaving.Token).AsTask();
        await asked.Task;
        Task<FreePlaces?>[] calls = [.. Enumerable.Range(0, 30).Select(_ => places.CheckAsync(slow, default).AsTask())];

        (await places.CheckAsync(quick, default).AsTask().WaitAsync(TimeSpan.FromMinutes(1)))!.Last.Should().Be(7, "it is another part of the cloud that does not answer");
        await leaving.CancelAsync();
        await FluentActions.Awaiting(() => left).Should().ThrowAsync<OperationCanceledException>();
        answer.SetResult(5);

        (await Task.WhenAll(calls)).Should().OnlyContain(f => f!.Last == 5);
        looks.Should().Be(1);
    }

    private static IIsolationStrategy Strategy(string kind, Func<CancellationToken, ValueTask<int?>> check)
    {
        IIsolationStrategy strategy = Substitute.For<IIsolationStrategy>();
        strategy.Kind.Returns(new IsolationKind(kind));
        strategy.CheckAsync(Arg.Any<IReadOnlyCollection<EnvironmentAlias>>(), Arg.Any<CancellationToken>()).Returns(call => check(call.Arg<CancellationToken>()));
        return strategy;
    }
}
