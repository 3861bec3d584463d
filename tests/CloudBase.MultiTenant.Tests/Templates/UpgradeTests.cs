using System.Collections.Concurrent;
using CloudBase.MultiTenant.Provisioning;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>An upgrade of ten thousand tenants: stopped in the middle, gone on with by another host, at its rate, with honest progress.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const int Tenants = 10_000;
    private const int PerMinute = 1200;
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1) / PerMinute;

    private static readonly TemplateUpgradeOptions s_options = new() { TenantsPerMinute = PerMinute, MaxConcurrency = 8 };

    /// <summary>How long, in real time, a turn may take before it is taken to wait for something else.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(1500);

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);

    private readonly TemplateWorld _world = new();
    private readonly ConcurrentQueue<TemplateUpgradeProgress> _progress = new();
    private readonly SemaphoreSlim _told = new(0);
    private TimeSpan _idled;

    [Fact]
    public async Task Upgrade_OfTenThousandWhoseHostDiesInTheMiddle_IsGoneOnWithAtTheSameRate()
    {
        DateTimeOffset began = _world.Inner.Time.GetUtcNow();
        await _world.AddTenantsAsync(Tenants);
        SimulatedHost first = NewHost("first");
        await DriveAsync(first, RunAsync(first, 4000));
        first.Gate.Crash();
        int before = _progress.Count;
        SimulatedHost second = NewHost("second");

        await DriveAsync(second, RunAsync(second, int.MaxValue));

        TemplateUpgradeProgress[] progress = [.. _progress];
        progress.Should().OnlyContain(p => p.Total == Tenants && p.Failed == 0 && p.Outcome == TemplateUpgradeOutcome.Upgraded);
        before.Should().Be(4000);
        progress[..before].Select(p => p.Done).Should().Equal(Enumerable.Range(1, before), "each turn is one more");
        progress[before..].Select(p => p.Done).Should().Equal(Enumerable.Range(progress[before].Done, progress.Length - before), "and so it goes on");
        progress[before].Done.Should().BeInRange(before + 1, before + 1 + (2 * s_options.MaxConcurrency), "only what was under way was not told");
        progress[^1].Done.Should().Be(Tenants);

        List<Tenant> tenants = await _world.Inner.TenantsAsync();
        tenants.Should().OnlyContain(t => t.Template!.Version == "2" && t.Template.Definition == TemplateWorld.Second.Definition && t.CurrentOperation == null);
        _world.Module.Made.Should().HaveCount(Tenants).And.OnlyHaveUniqueItems("nobody is given anything twice");
        List<DateTimeOffset> begun = [.. (await _world.Inner.OperationsAsync()).Select(o => o.CreatedAt).Order()];
        begun.Should().HaveCount(Tenants);
        for (int i = 0; i < begun.Count; i++)
        {
            if (begun[i] - began < i * s_interval)
            {
                Assert.Fail($"The {i}. tenant was begun {begun[i] - began} after the first, and its turn was after {i * s_interval}.");
            }
        }

        (begun[^1] - began).Should().BeLessThanOrEqualTo((Tenants * s_interval) + _idled + TimeSpan.FromSeconds(1), "the rate is used");
        (await _world.Inner.Store.FindSharedRecordAsync(_world.Inner.Cloud.Account, "template-upgrade", "platform", default)).Should().BeNull("the next upgrade counts anew");
    }

    [Fact]
    public async Task Upgrade_WhileTheClockStandsStill_BeginsOneAndWaitsForTheTurnsOfTheOthers()
    {
        await _world.AddTenantsAsync(100);
        DateTimeOffset began = _world.Inner.Time.GetUtcNow();
        SimulatedHost host = NewHost("host");
        IAsyncEnumerator<TemplateUpgradeProgress> turns = host.Get<IEnvironmentTemplates>().UpgradeAsync(TemplateWorld.Second, s_options).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await turns.MoveNextAsync()).Should().BeTrue();

        // Each at work takes a turn, and the first, which is done, another one.
        DateTimeOffset taken = began + ((s_options.MaxConcurrency + 1) * s_interval);
        while (await NextTurnAsync() < taken)
        {
            await Task.Yield();
        }

        (await _world.Inner.OperationsAsync()).Should().ContainSingle("a turn is begun when it is due, and not before");
        (await NextTurnAsync()).Should().Be(taken);
        await turns.DisposeAsync();

        async Task<DateTimeOffset> NextTurnAsync() => WorkflowData.FindTime(
            (await _world.Inner.Store.FindSharedRecordAsync(_world.Inner.Cloud.Account, "template-upgrade", "platform", default))!.Data, "nextAt") ?? began;
    }

    [Fact]
    public async Task Upgrade_WhoseProgressNobodyReads_StandsStill()
    {
        await _world.AddTenantsAsync(500);
        SimulatedHost host = NewHost("host");
        IAsyncEnumerator<TemplateUpgradeProgress> turns = host.Get<IEnvironmentTemplates>().UpgradeAsync(TemplateWorld.Second, s_options).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await turns.MoveNextAsync()).Should().BeTrue();

        for (int i = 0; i < 100; i++)
        {
            _world.Inner.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Pump.RunOnceAsync(TestContext.Current.CancellationToken);
        }

        _world.Module.Made.Count.Should().BeLessThanOrEqualTo(1 + (2 * s_options.MaxConcurrency), "what waits to be read is bounded");
        Task<bool> next = turns.MoveNextAsync().AsTask();
        await DriveAsync(host, next);
        (await next).Should().BeTrue("it goes on when it is read on");
        await turns.DisposeAsync();
    }

    [Fact]
    public async Task Upgrade_OfATenantThatFails_TellsItAndGoesOnAndIsTriedAgainNextTime()
    {
        await _world.AddTenantsAsync(5);
        EnvironmentId bad = (await _world.Inner.TenantsAsync())[2].EnvironmentId!.Value;
        _world.Module.Mismatches = target => target.Environment == bad ? [new TemplateMismatch("collections", "audit", "there", "not there")] : [];
        SimulatedHost host = NewHost("host");

        await DriveAsync(host, RunAsync(host, int.MaxValue));

        _progress.Should().HaveCount(5);
        _progress.Should().ContainSingle(p => p.Outcome == TemplateUpgradeOutcome.Failed).Which.Error.Should().Contain("audit");
        _progress.Last().Should().BeEquivalentTo(new { Done = 5, Failed = 1, Total = 5 });
        (await _world.Inner.TenantsAsync()).Count(t => t.Template!.Version == "2").Should().Be(4, "a mismatch is no success");
    }

    public void Dispose() => _told.Dispose();

    // One turn of another tenant may come late on a busy machine, while the clock runs with the turns of all others: nobody is given up for that.
    private SimulatedHost NewHost(string name) => _world.Inner.NewHost(name, configure: static o => (o.Operations.RunPump, o.Provisioning.Patience) = (true, TimeSpan.FromDays(1)));

    private async Task RunAsync(SimulatedHost host, int turns)
    {
        await foreach (TemplateUpgradeProgress turn in host.Get<IEnvironmentTemplates>().UpgradeAsync(TemplateWorld.Second, s_options).ConfigureAwait(false))
        {
            _progress.Enqueue(turn);
            _told.Release();
            if (--turns == 0)
            {
                return;
            }
        }
    }

    /// <summary>Moves the clock by one turn for each turn that was told; where nothing is told, as time passes for who waits for a lease or a look.</summary>
    private async Task DriveAsync(SimulatedHost host, Task work)
    {
        while (!work.IsCompleted)
        {
            if (await _told.WaitAsync(s_patience))
            {
                _world.Inner.Time.Advance(s_interval);
            }
            else
            {
                _idled += s_idle;
                _world.Inner.Time.Advance(s_idle);
                await host.Pump.RunOnceAsync();
            }
        }

        await work;
    }
}
