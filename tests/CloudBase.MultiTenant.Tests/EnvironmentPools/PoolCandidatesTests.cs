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
    private const int Claimers = 64;
    private const string Template = "shop/1";

    private static readonly HashSet<string> s_none = [];

    private readonly InMemoryMultiTenantStore _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PooledEnvironment _sample = PoolSamples.Pooled("e-0", PooledEnvironmentState.Ready);
    private readonly TaskCompletionSource _answers = new();
    private int _reads;

    [Fact]
    public async Task Next_SixtyFourThatAskBeforeAnyIsAnswered_EachGetOneOfTheirOwn()
    {
        await AddAsync(Claimers, i => i);
        PoolCandidates candidates = NewCandidates();
        Task<PoolCandidate?>[] asked = [.. Enumerable.Range(0, Claimers).Select(_ => NextAsync(candidates))];
        _answers.SetResult();

        PoolCandidate?[] tried = await Task.WhenAll(asked);

        tried.Select(c => c?.Member.Id).Should().OnlyHaveUniqueItems().And.NotContainNulls("as many are ready as ask, and none of them need be ordered anew");
        (await NextAsync(candidates)).Should().BeNull();
    }

    [Fact]
    public async Task Next_SixtyFourInTurn_GoThroughThemByWhenTheyWereFilledInAFewReads()
    {
        _answers.SetResult();
        await AddAsync(Claimers, i => (i * 37) % Claimers);
        PoolCandidates candidates = NewCandidates();
        List<DateTimeOffset> tried = [];
        for (int i = 0; i < Claimers; i++)
        {
            tried.Add((await NextAsync(candidates))!.Value.Member.FilledAt!.Value);
        }

        tried.Should().HaveCount(Claimers).And.BeInAscendingOrder().And.OnlyHaveUniqueItems();
        _reads.Should().BeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task Next_WhatWasLeftOver_ServesForAMomentOnly()
    {
        _answers.SetResult();
        await AddAsync(3, i => i);
        PoolCandidates candidates = NewCandidates();
        (await NextAsync(candidates))!.Value.IsReadForIt.Should().BeTrue();
        (await NextAsync(candidates))!.Value.IsReadForIt.Should().BeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));

        (await NextAsync(candidates))!.Value.IsReadForIt.Should().BeTrue("by now another host may have had it");
    }

    [Fact]
    public async Task Next_WhereOnlyAnotherTemplateIsLeftOver_LooksForABetterOne()
    {
        _answers.SetResult();
        await AddAsync(2, i => i, i => i == 0 ? Template : "old/1");
        PoolCandidates candidates = NewCandidates();
        (await candidates.NextAsync(_sample.Shape, Template, s_none, readAnew: false, default))!.Value.Member.Id.Should().Be("e-0");
        await AddAsync(1, _ => 5, _ => Template, firstId: 2);

        PoolCandidate? next = await candidates.NextAsync(_sample.Shape, Template, s_none, readAnew: false, default);

        next!.Value.Member.Template.Should().Be(Template);
    }

    [Fact]
    public async Task Next_WhoWasRefusedWhatWasLeftOver_IsGivenARowThatIsReadForIt()
    {
        _answers.SetResult();
        await AddAsync(2, i => i);
        PoolCandidates candidates = NewCandidates();
        await NextAsync(candidates);
        PooledEnvironment old = (await NextAsync(candidates))!.Value.Member;
        (await _store.CommitAsync(ChangeSet.Of(new StoreChange.UpdatePooledEnvironment(old with { Reason = "looked at meanwhile" })), default)).IsCommitted.Should().BeTrue();
        candidates.Return(old);

        PoolCandidate? anew = await candidates.NextAsync(_sample.Shape, null, s_none, readAnew: true, default);

        anew!.Value.IsReadForIt.Should().BeTrue();
        anew.Value.Member.Should().Match<PooledEnvironment>(m => m.Id == old.Id && m.Version > old.Version);
    }

    private Task<PoolCandidate?> NextAsync(PoolCandidates candidates) => candidates.NextAsync(_sample.Shape, null, s_none, readAnew: false, default).AsTask();

    private PoolCandidates NewCandidates() => new(
        Intercepted<IMultiTenantStore>.Wrap(_store, (method, arguments) => method == nameof(IMultiTenantStore.ReadPooledEnvironmentsAsync) ? ReadAsync(arguments) : null),
        new FakeEnvironmentCloud(_time, new FakeCloudOptions()),
        _time);

    private async Task AddAsync(int count, Func<int, int> minutes, Func<int, string?>? template = null, int firstId = 0)
    {
        for (int i = 0; i < count; i++)
        {
            int id = firstId + i;
            PooledEnvironment member = _sample with
            {
                Id = $"e-{id}", Pool = PoolPlan.Name, Environment = EnvironmentId.Parse($"env-{id}"), Owner = null, Template = template?.Invoke(i), FilledAt = _time.GetUtcNow().AddMinutes(minutes(i)),
            };
            (await _store.CommitAsync(ChangeSet.Of(new StoreChange.InsertPooledEnvironment(member, Claimers)), default)).IsCommitted.Should().BeTrue();
        }
    }

    private async ValueTask<IReadOnlyList<PooledEnvironment>> ReadAsync(object?[] arguments)
    {
        _reads++;
        await _answers.Task;
        return await _store.ReadPooledEnvironmentsAsync((CloudAccountName)arguments[0]!, (PooledEnvironmentQuery)arguments[1]!, (int)arguments[2]!, default);
    }
}
