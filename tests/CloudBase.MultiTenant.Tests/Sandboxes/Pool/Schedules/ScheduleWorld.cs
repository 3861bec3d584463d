using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What a schedule is played in: a store, a provider, three tenants, and two hosts, of which one that dies is replaced.</summary>
internal sealed class ScheduleWorld : IDisposable
{
    private const int MostTurns = 1_000_000;

    private readonly TestMeterFactory _meters = new();
    private readonly List<(TenantId Id, string Environment)> _tenants = [];
    private readonly ScheduleHost[] _hosts;
    private readonly FakePoolProvider _other;
    private int _names;

    public ScheduleWorld(int seed, TextWriter? told)
    {
        Trace = new ScheduleTrace(told);
        Chance = new ScheduleChance(seed);
        Inner = new PoolWorld(seed) { Options = ScheduleOptions.Draw(Chance) };
        _other = new FakePoolProvider(Inner.Clock) { Name = "other" };
        Inner.Provider.ListLag = _other.ListLag = Chance.Seconds(Chance.Next(3) * 20);
        Truth = new ScheduleTruth(Inner, Providers);
        _hosts = [NewHost(true), NewHost(Chance.Next(2) == 0)];
        Chance.Trouble = Chance.Next(4, 160);
    }

    public PoolWorld Inner { get; }

    /// <summary>Gets the pool's provider, and the one that it may be given.</summary>
    public IReadOnlyList<FakePoolProvider> Providers => [Inner.Provider, _other];

    /// <summary>Gets what hosts are told that are made from now on.</summary>
    public ScheduleRelease Release { get; private set; } = new("1", "fake");

    public ScheduleChance Chance { get; }

    public ScheduleTruth Truth { get; }

    public ScheduleTrace Trace { get; }

    public IReadOnlyList<ScheduleHost> Hosts => _hosts;

    public IReadOnlyList<(TenantId Id, string Environment)> Tenants => _tenants;

    /// <summary>Gets how many hosts and sandboxes have died.</summary>
    public int Deaths { get; set; }

    public async Task BeginAsync()
    {
        for (int i = 0; i < 3; i++)
        {
            TenantId tenant = await Inner.NewTenantAsync();
            _tenants.Add((tenant, $"env-{i + 1:D4}"));
        }
    }

    /// <summary>Gives hosts that are made from now on another version of the template, another provider, or both; one of them may be what there was before.</summary>
    public void RollOver()
    {
        int drawn = Chance.Next(3);
        Release = new ScheduleRelease(drawn == 0 ? Release.Version : Release.Version == "1" ? "2" : "1", drawn == 1 ? Release.Provider : Release.Provider == "fake" ? "other" : "fake");
        Trace.Add("release", $"{Release}");
    }

    /// <summary>Ends the rollover: hosts of another release, and those that do not know all providers, are replaced.</summary>
    public void FinishRollOver()
    {
        foreach (ScheduleHost host in _hosts.Where(h => h.Release != Release || !h.KnowsBoth))
        {
            host.Gate.Kill();
        }

        ReplaceDead(knowsBoth: true);
    }

    public void ReplaceDead(bool knowsBoth = false)
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            if (_hosts[i].Gate.IsDead)
            {
                _hosts[i] = NewHost(knowsBoth || Chance.Next(4) != 0);
                Deaths++;
            }
        }
    }

    /// <summary>Lets time pass, and what is late come when its time is.</summary>
    public void Pass(TimeSpan time)
    {
        Trace.Add("time", $"{time.Ticks}");
        for (TimeSpan left = time; left > TimeSpan.Zero;)
        {
            TimeSpan next = Truth.NextLate is { } late && late < left ? late : left;
            Truth.Change(() =>
            {
                Inner.Time.Advance(next);
                return true;
            });
            Truth.Land(next);
            left -= next;
        }
    }

    /// <summary>Lets go on what goes on by itself for a few turns; what is not done by then overlaps with the next step, as it may in life.</summary>
    public static async Task GoOnAsync(int turns)
    {
        for (int i = 0; i < turns; i++)
        {
            await Task.Yield();
        }
    }

    /// <summary>Lets go on what goes on by itself until all of it waits: for a clock, or for ever.</summary>
    public async Task SettleAsync()
    {
        for (int i = 0; i < MostTurns; i++)
        {
            await Task.Yield();
            if (ThreadPool.PendingWorkItemCount == 0)
            {
                return;
            }
        }

        Truth.Report("what goes on does not come to wait");
    }

    public void Dispose()
    {
        _meters.Dispose();
        Inner.Dispose();
    }

    private ScheduleHost NewHost(bool knowsBoth) => new(this, $"host-{_names++}", _meters, knowsBoth);
}
