using CloudBase.MultiTenant.EntityFrameworkCore.Commits;

namespace CloudBase.MultiTenant.Storage.Tests.Commits;

public sealed class CommitQueueTests
{
    private const int MaxBatch = 3;

    private readonly CommitQueue _queue = new(MaxBatch);

    [Fact]
    public async Task Take_SomeCanWait_TakesThoseFirstThatSomebodyWaitsFor()
    {
        PendingCommit patient = await QueueAsync(canWait: true);
        PendingCommit urgent = await QueueAsync(canWait: false);

        Take().Should().Equal(urgent);
        Take().Should().Equal(patient);
    }

    [Fact]
    public async Task Take_NobodyWaitsForAnything_TakesWhatCanWaitAtOnce()
    {
        PendingCommit patient = await QueueAsync(canWait: true);

        Take().Should().Equal(patient);
    }

    [Fact]
    public async Task Take_OthersKeepComing_WhatCanWaitGoesWithTheFifth()
    {
        PendingCommit patient = await QueueAsync(canWait: true);
        for (int i = 0; i < 4; i++)
        {
            PendingCommit before = await QueueAsync(canWait: false);
            Take().Should().Equal(before);
        }

        PendingCommit fifth = await QueueAsync(canWait: false);

        Take().Should().Equal(fifth, patient);
    }

    [Fact]
    public async Task Take_ABatchOfThemCanWait_TheyGoWithTheNext()
    {
        PendingCommit[] patient = [await QueueAsync(canWait: true), await QueueAsync(canWait: true), await QueueAsync(canWait: true)];
        PendingCommit urgent = await QueueAsync(canWait: false);

        Take().Should().Equal(patient, "what waits is bounded, or the queue's own bound would be none");
        Take().Should().Equal(urgent);
    }

    [Fact]
    public async Task Take_ItsCallerHasGone_IsNotTaken()
    {
        PendingCommit patient = await QueueAsync(canWait: true);
        PendingCommit urgent = await QueueAsync(canWait: false);
        patient.Abandon(new CancellationToken(canceled: true));
        urgent.Abandon(new CancellationToken(canceled: true));

        Take().Should().BeEmpty();
    }

    [Fact]
    public async Task Complete_SomethingWaits_IsTakenBeforeTheEnd()
    {
        PendingCommit patient = await QueueAsync(canWait: true);
        PendingCommit urgent = await QueueAsync(canWait: false);
        Take().Should().Equal(urgent);
        _queue.Complete();

        (await _queue.WaitAsync()).Should().BeTrue();
        Take().Should().Equal(patient);
        (await _queue.WaitAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task TryTakeAny_AfterADeath_LeavesNobodyWithoutAnAnswer()
    {
        PendingCommit patient = await QueueAsync(canWait: true);
        PendingCommit urgent = await QueueAsync(canWait: false);
        Take().Should().Equal(urgent);
        PendingCommit arriving = await QueueAsync(canWait: true);

        List<PendingCommit> left = [];
        while (_queue.TryTakeAny(out PendingCommit? commit))
        {
            left.Add(commit);
        }

        left.Should().Equal(patient, arriving);
    }

    private async Task<PendingCommit> QueueAsync(bool canWait)
    {
        var commit = new PendingCommit([], canWait);
        await _queue.WriteAsync(commit, TestContext.Current.CancellationToken);
        return commit;
    }

    private List<PendingCommit> Take()
    {
        List<PendingCommit> batch = [];
        _queue.Take(batch);
        return batch;
    }
}
