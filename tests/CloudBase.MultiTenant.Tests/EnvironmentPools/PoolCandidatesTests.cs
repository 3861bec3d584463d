using CloudBase.MultiTenant.EnvironmentPools;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Stores;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Tests.EnvironmentPools;

/// <summary>What one host's claimers try, where many ask at the same moment.</summary>
public sealed class PoolCandidatesTests
{
    [Fact]
    public async Task Next_SixtyFourThatAskBeforeAnyIsAnswered_EachGetOneOfTheirOwn()
    {
        const int claimers = 64;
        var store = new InMemoryMultiTenantStore();
        PooledEnvironment sample = PoolSamples.Pooled("e-0", PooledEnvironmentState.Ready);
        for (int i = 0; i < claimers; i++)
        {
            PooledEnvironment member = sample with { Id = $"e-{i}", Pool = PoolPlan.Name, Environment = EnvironmentId.Parse($"env-{i}"), Owner = null };
            (await store.CommitAsync(ChangeSet.Of(new StoreChange.InsertPooledEnvironment(member, claimers)), default)).IsCommitted.Should().BeTrue();
        }

        var answers = new TaskCompletionSource();
        var candidates = new PoolCandidates(
            Intercepted<IMultiTenantStore>.Wrap(store, (method, arguments) => method == nameof(IMultiTenantStore.ReadPooledEnvironmentsAsync) ? ReadAsync(arguments) : null),
            new FakeEnvironmentCloud(new FakeTimeProvider(), new FakeCloudOptions()));
        Task<PooledEnvironment?>[] asked = [.. Enumerable.Range(0, claimers).Select(_ => candidates.NextAsync(sample.Shape, null, new HashSet<string>(), default).AsTask())];
        answers.SetResult();

        PooledEnvironment?[] tried = await Task.WhenAll(asked);

        tried.Select(m => m?.Id).Should().OnlyHaveUniqueItems().And.NotContainNulls("as many are ready as ask, and none of them need be ordered anew");
        (await candidates.NextAsync(sample.Shape, null, new HashSet<string>(), default)).Should().BeNull();

        async ValueTask<IReadOnlyList<PooledEnvironment>> ReadAsync(object?[] arguments)
        {
            await answers.Task;
            return await store.ReadPooledEnvironmentsAsync((CloudAccountName)arguments[0]!, (PooledEnvironmentQuery)arguments[1]!, (int)arguments[2]!, default);
        }
    }
}
