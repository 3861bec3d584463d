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
    private int _names;

    public ScheduleWorld(int seed, TextWriter? told)
    {
        Trace = new ScheduleTrace(told);
        Chance = new ScheduleChance(seed);
        Inner = new PoolWorld(seed) { Options = ScheduleOptions.Draw(Chance) };
        Inner.Provider.ListLag = Chance.Seconds(Chance.Next(3) * 20);
        Truth = new ScheduleTruth(Inner);
        _hosts = [NewHost(), NewHost()];
        Chance.Trouble = Chance.Next(4, 160);
    }

    public PoolWorld Inner { get; }

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

    public void ReplaceDead()
    {
        for (int i = 0; i < _hosts.Length; i++)
        {
            if (_hosts[i].Gate.IsDead)
            {
                _hosts[i] = NewHost();
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

    private ScheduleHost NewHost() => new(this, $"host-{_names++}", _meters);
}
