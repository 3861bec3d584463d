using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>One schedule: two hosts, a few tenants, and by its seed who asks, returns, works, dies, stands still and fails. In the end all is healed and everything has to be in its place.</summary>
internal sealed class PoolSchedule : IDisposable
{
    private const int Steps = 40;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly int _seed;
    private readonly ScheduleChance _chance;
    private readonly PoolWorld _world;
    private readonly ScheduleTruth _truth;
    private readonly TestMeterFactory _meters = new();
    private readonly List<(TenantId Id, string Environment)> _tenants = [];
    private readonly ScheduleHost[] _hosts;
    private readonly Lock _lock = new();
    private readonly List<Task> _returning = [];
    private int _names;

    public PoolSchedule(int seed)
    {
        _seed = seed;
        _chance = new ScheduleChance(seed);
        _world = new PoolWorld(seed) { Options = DrawOptions(_chance) };
        _world.Provider.ListLag = _chance.Seconds(_chance.Next(3) * 20);
        _truth = new ScheduleTruth(_world);
        _hosts = [NewHost(), NewHost()];
        _chance.Trouble = _chance.Next(4, 40);
    }

    public int Answered { get; private set; }

    public int Leases { get; private set; }

    public int Deaths { get; private set; }

    public int MostRunning => _truth.MostRunning;

    public async Task RunAsync()
    {
        for (int i = 0; i < 3; i++)
        {
            TenantId tenant = await _world.NewTenantAsync();
            _tenants.Add((tenant, $"env-{i + 1:D4}"));
        }

        for (int step = 0; step < Steps; step++)
        {
            await StepAsync();
            await SettleAsync();
            ThrowIfBroken();
        }

        await HealAsync();
    }

    public void Dispose()
    {
        _meters.Dispose();
        _world.Dispose();
    }

    private async Task StepAsync()
    {
        ReplaceDead();
        ScheduleHost host = _chance.Of(_hosts);
        switch (_chance.Next(12))
        {
            case 0 or 1 or 2:
                host.Waiting.RemoveAll(w => w.IsCompleted);
                if (host.Waiting.Count < 4)
                {
                    host.Waiting.Add(AcquireAsync(host, _chance.Of(_tenants)));
                }

                break;
            case 3 or 4:
                Return(host);
                break;
            case 5 or 6 or 7:
                host.BeginRound();
                break;
            case 8 or 9 or 10:
                await PassAsync(_chance.Seconds(_chance.Next(3) == 0 ? 90 : 12));
                if (_chance.Next(3) == 0)
                {
                    Array.ForEach(_hosts, h => h.Gate.Thaw());
                }

                break;
            default:
                Disturb();
                break;
        }
    }

    private void Disturb()
    {
        if (_chance.Trouble <= 0)
        {
            return;
        }

        _chance.Trouble--;
        int i = _chance.Next(_hosts.Length);
        switch (_chance.Next(7))
        {
            case 0 or 1:
                _hosts[i].Gate.Plan(_chance.Next(1, 20), kill: true);
                break;
            case 2 or 3:
                _hosts[i].Gate.Plan(_chance.Next(1, 20), kill: false);
                break;
            case 4:
                _hosts[i].Gate.Thaw();
                break;
            case 5:
                _chance.StoreIsGone = !_chance.StoreIsGone;
                break;
            default:
                if (_world.Provider.Living is { Count: > 0 } living)
                {
                    _chance.Of(living).State = SandboxState.Failed;
                    Deaths++;
                }

                break;
        }
    }

    private void ReplaceDead()
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

    private async Task AcquireAsync(ScheduleHost host, (TenantId Id, string Environment) tenant)
    {
        await Task.Yield();
        try
        {
            ISandboxLease lease = await host.Pool.AcquireAsync(tenant.Id, SandboxRequest.FromPool("node"));
            if (host.Gate.IsDead)
            {
                return;
            }

            _truth.HandedOver(lease, tenant.Environment);
            lock (_lock)
            {
                host.Held.Add(lease);
                Leases++;
            }
        }
        catch (Exception e) when (e is CloudBaseException or OperationCanceledException)
        {
            // A typed answer is an answer.
        }
        catch (Exception e)
        {
            _truth.Report($"a call was answered by {e}");
        }

        Answered++;
    }

    private void Return(ScheduleHost host)
    {
        ISandboxLease? lease;
        lock (_lock)
        {
            lease = host.Held.Count == 0 ? null : _chance.Of(host.Held);
            if (lease is not null)
            {
                host.Held.Remove(lease);
            }
        }

        if (lease is not null)
        {
            _returning.Add(_chance.Next(5) == 0 ? lease.StopAsync() : lease.DisposeAsync().AsTask());
        }
    }

    private async Task HealAsync()
    {
        _chance.Trouble = 0;
        _chance.StoreIsGone = false;
        foreach (ScheduleHost host in _hosts)
        {
            host.Gate.Unplan();
            host.Gate.Thaw();
        }

        ReplaceDead();
        await _truth.LandAsync(TimeSpan.Zero, all: true);
        string? wrong = "not looked at";
        for (int i = 0; i < 240 && wrong is not null; i++)
        {
            foreach (ScheduleHost host in _hosts)
            {
                while (host.Held.Count > 0)
                {
                    Return(host);
                }

                host.BeginRound();
            }

            // A round waits for no clock once nothing is wrong.
            await Task.WhenAll(_hosts.Select(h => h.Round)).WaitAsync(s_patience);
            await PassAsync(TimeSpan.FromSeconds(15));
            await SettleAsync(still: 50);
            ThrowIfBroken();
            wrong = await FindWrongAsync();
        }

        if (wrong is not null)
        {
            throw new InvalidOperationException($"After an hour without trouble {wrong} (seed {_seed}).");
        }
    }

    /// <summary>Says what is not in its place although nothing is wrong any more.</summary>
    private async Task<string?> FindWrongAsync()
    {
        if (_hosts.SelectMany(h => h.Waiting).Count(w => !w.IsCompleted) is > 0 and var waiting)
        {
            return $"{waiting} calls wait for an answer";
        }

        IReadOnlyList<SandboxMember> rows = await _world.RowsAsync();
        if (rows.FirstOrDefault(r => r.State is not (SandboxMemberState.Ready or SandboxMemberState.Paused)) is { } row)
        {
            return $"the row of {row.Sandbox} is {row.State}";
        }

        // Whether what is paused is still there is asked when its tenant comes back.
        string[] known = [.. rows.Where(r => r.State != SandboxMemberState.Paused || _world.Provider.Sandboxes[r.Sandbox!.Value].State != SandboxState.Failed).Select(r => $"{r.Sandbox} {(r.State == SandboxMemberState.Paused ? SandboxState.Paused : SandboxState.Running)}").Order(StringComparer.Ordinal)];
        string[] living = [.. _world.Provider.Living.Select(s => $"{s.Id} {s.State}").Order(StringComparer.Ordinal)];
        int ready = rows.Count(r => r.State == SandboxMemberState.Ready);
        return !known.SequenceEqual(living) ? $"the rows know [{string.Join(", ", known)}] and the provider has [{string.Join(", ", living)}]"
            : ready != Math.Min(_world.Options.WarmTarget, _world.Options.MaxTotal) ? $"{ready} are warm and {_world.Options.WarmTarget} are wanted"
            : null;
    }

    private async Task PassAsync(TimeSpan time)
    {
        _truth.Change(() =>
        {
            _world.Time.Advance(time);
            return true;
        });
        await _truth.LandAsync(time);
    }

    /// <summary>Lets what goes on by itself go on until it waits. What is not yet still may overlap with the next step, as it may in life.</summary>
    private async Task SettleAsync(int still = 3)
    {
        for (int same = 0, i = 0; same < still && i < 1000; i++)
        {
            long before = _hosts.Sum(h => h.Gate.Passed);
            await Task.Yield();
            same = _hosts.Sum(h => h.Gate.Passed) == before ? same + 1 : 0;
        }

        await CheckHoldersAsync();
    }

    /// <summary>Nobody holds what another holds: whoever lost it has been told as soon as the clock said so.</summary>
    private async Task CheckHoldersAsync()
    {
        string? twice = null;
        for (int i = 0; i < 500; i++)
        {
            lock (_lock)
            {
                twice = _hosts.Where(h => !h.Gate.IsFrozen).SelectMany(h => h.Held).Where(l => l.LossReason is null).GroupBy(l => l.Sandbox).FirstOrDefault(g => g.Count() > 1)?.Key.Value;
            }

            if (twice is null)
            {
                return;
            }

            await Task.Yield();
        }

        _truth.Report($"sandbox {twice} is held twice");
    }

    private void ThrowIfBroken()
    {
        if (_truth.Breach is { } breach)
        {
            throw new InvalidOperationException($"{breach} (seed {_seed}).");
        }
    }

    private ScheduleHost NewHost() => new(_world, $"host-{_names++}", _chance, _truth, _meters);

    private static SandboxPoolOptions DrawOptions(ScheduleChance chance) => new()
    {
        Base = "base",
        WarmTarget = chance.Next(4),
        MaxTotal = chance.Next(3, 7),
        RefillPerSecond = chance.Next(1, 20),
        WaitForWarm = chance.Seconds(chance.Next(2) * 3),
        WaitForRoom = chance.Seconds(chance.Next(2) * 20),
        IdleAfter = TimeSpan.FromSeconds(chance.Next(5, 60)),
        IdleGrace = TimeSpan.FromSeconds(chance.Next(0, 20)),
        OnIdle = (SandboxExpiryAction)chance.Next(Enum.GetValues<SandboxExpiryAction>().Length),
        SnapshotOnPause = chance.Next(3) == 0,
        StopOnReturn = chance.Next(4) == 0,
        MaxRunningPerTenant = chance.Next(3) == 0 ? 2 : null,
        ProviderLifetime = TimeSpan.FromHours(24),
        CheckInterval = TimeSpan.FromSeconds(30),
        OrphanInterval = TimeSpan.FromMinutes(1),
        OrphanAge = TimeSpan.FromMinutes(5),
    };
}
