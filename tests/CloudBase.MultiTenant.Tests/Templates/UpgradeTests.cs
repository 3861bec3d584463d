using System.Collections.Concurrent;
using System.Globalization;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Tests.Templates;

/// <summary>An upgrade of ten thousand tenants: stopped in the middle, gone on with by another host, at its rate, with honest progress.</summary>
public sealed class UpgradeTests : IDisposable
{
    private const int Tenants = 10_000;
    private const int PerMinute = 1200;
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(1) / PerMinute;

    private static readonly EnvironmentTemplate s_first = new() { Name = "platform", Version = "1", Collections = [new TemplateCollection { Name = "orders", Access = CollectionAccess.AdminOnly }] };

    private static readonly EnvironmentTemplate s_second = s_first with
    {
        Version = "2", Collections = [.. s_first.Collections, new TemplateCollection { Name = "audit", Access = CollectionAccess.AdminOnly }],
    };

    private static readonly TemplateUpgradeOptions s_options = new() { TenantsPerMinute = PerMinute, MaxConcurrency = 8 };

    /// <summary>How long, in real time, a turn may take before it is taken to wait for something else.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(2);

    private readonly SimulatedWorld _world = new();
    private readonly NotedModule _module = new();
    private readonly ConcurrentQueue<TemplateUpgradeProgress> _progress = new();
    private readonly SemaphoreSlim _told = new(0);
    private TimeSpan _idled;

    [Fact]
    public async Task Upgrade_OfTenThousandWhoseHostDiesInTheMiddle_IsGoneOnWithAtTheSameRate()
    {
        DateTimeOffset began = _world.Time.GetUtcNow();
        await AddTenantsAsync(Tenants);
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

        List<Tenant> tenants = await _world.TenantsAsync();
        tenants.Should().OnlyContain(t => t.Template!.Version == "2" && t.Template.Definition == s_second.Definition && t.CurrentOperation == null);
        _module.Made.Should().HaveCount(Tenants).And.OnlyHaveUniqueItems("nobody is given anything twice");
        List<DateTimeOffset> begun = [.. (await _world.OperationsAsync()).Select(o => o.CreatedAt).Order()];
        begun.Should().HaveCount(Tenants);
        for (int i = 0; i < begun.Count; i++)
        {
            if (begun[i] - began < i * s_interval)
            {
                Assert.Fail($"The {i}. tenant was begun {begun[i] - began} after the first, and its turn was after {i * s_interval}.");
            }
        }

        (begun[^1] - began).Should().BeLessThanOrEqualTo((Tenants * s_interval) + _idled + TimeSpan.FromSeconds(1), "the rate is used");
        (await _world.Store.FindSharedRecordAsync(_world.Cloud.Account, "template-upgrade", "platform", default)).Should().BeNull("the next upgrade counts anew");
    }

    [Fact]
    public async Task Upgrade_WhoseProgressNobodyReads_StandsStill()
    {
        await AddTenantsAsync(500);
        SimulatedHost host = NewHost("host");
        IAsyncEnumerator<TemplateUpgradeProgress> turns = host.Get<IEnvironmentTemplates>().UpgradeAsync(s_second, s_options).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        (await turns.MoveNextAsync()).Should().BeTrue();

        for (int i = 0; i < 100; i++)
        {
            _world.Time.Advance(TimeSpan.FromSeconds(1));
            await host.Pump.RunOnceAsync(TestContext.Current.CancellationToken);
        }

        _module.Made.Count.Should().BeLessThanOrEqualTo(1 + (2 * s_options.MaxConcurrency), "what waits to be read is bounded");
        Task<bool> next = turns.MoveNextAsync().AsTask();
        await DriveAsync(host, next);
        (await next).Should().BeTrue("it goes on when it is read on");
        await turns.DisposeAsync();
    }

    [Fact]
    public async Task Upgrade_OfATenantThatFails_TellsItAndGoesOnAndIsTriedAgainNextTime()
    {
        await AddTenantsAsync(5);
        EnvironmentId bad = (await _world.TenantsAsync())[2].EnvironmentId!.Value;
        _module.Mismatches = target => target.Environment == bad ? [new TemplateMismatch("collections", "audit", "there", "not there")] : [];
        SimulatedHost host = NewHost("host");

        await DriveAsync(host, RunAsync(host, int.MaxValue));

        _progress.Should().HaveCount(5);
        _progress.Should().ContainSingle(p => p.Outcome == TemplateUpgradeOutcome.Failed).Which.Error.Should().Contain("audit");
        _progress.Last().Should().BeEquivalentTo(new { Done = 5, Failed = 1, Total = 5 });
        (await _world.TenantsAsync()).Count(t => t.Template!.Version == "2").Should().Be(4, "a mismatch is no success");
    }

    public void Dispose() => _told.Dispose();

    private SimulatedHost NewHost(string name) => _world.NewHost(name, configure: static o => o.Operations.RunPump = true);

    private async Task RunAsync(SimulatedHost host, int turns)
    {
        await foreach (TemplateUpgradeProgress turn in host.Get<IEnvironmentTemplates>().UpgradeAsync(s_second, s_options).ConfigureAwait(false))
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
                _world.Time.Advance(s_interval);
            }
            else
            {
                _idled += s_idle;
                _world.Time.Advance(s_idle);
                await host.Pump.RunOnceAsync();
            }
        }

        await work;
    }

    private async Task AddTenantsAsync(int count)
    {
        _world.TemplateModules.Add(_module);
        _world.CloudSeenByHosts = Intercepted<IEnvironmentCloud>.Wrap(_world.Cloud, (method, arguments) => method == nameof(IEnvironmentCloud.FindAsync)
            ? new ValueTask<CloudEnvironment?>(new CloudEnvironment
            {
                Id = (EnvironmentId)arguments[0]!, Alias = "tenant", Status = "NORMAL", Readiness = EnvironmentReadiness.Ready, PackageId = "baas_personal",
                CreatedAt = _world.Time.GetUtcNow(), Tags = new Dictionary<string, string>(),
            })
            : null);
        DateTimeOffset now = _world.Time.GetUtcNow();
        var applied = new AppliedTemplate("platform", "1", s_first.Definition, now);
        for (int i = 0; i < count; i++)
        {
            string number = i.ToString("D5", CultureInfo.InvariantCulture);
            var key = new TenantKey(_world.Cloud.Account, TenantId.Parse($"tenant-{number}"), EnvironmentName.Default, 1);
            EnvironmentId environment = EnvironmentId.Parse($"env-{number}");
            await _module.ApplyAsync(new TemplateTarget(environment, s_first), new TemplateChange("collections", TemplateChangeKind.Create, "orders", "new"), default);
            (await _world.Store.CommitAsync(
                ChangeSet.Of(new StoreChange.InsertTenant(new Tenant
                {
                    Key = key, Alias = EnvironmentAlias.Parse($"t{number}"), EnvironmentId = environment, State = TenantState.Active, Spec = TenantSpec.Default, Template = applied,
                    Marker = $"marker-{number}", PaidUntil = now.AddMonths(1), CreatedAt = now, UpdatedAt = now,
                })),
                default)).IsCommitted.Should().BeTrue();
        }

        _module.Made.Clear();
    }
}
