using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Pool;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What is so, whatever the hosts believe: how many sandboxes run, how many rows are counted, who holds what. Keeps the first breach of a promise.</summary>
internal sealed class ScheduleTruth(PoolWorld world, IReadOnlyList<FakePoolProvider> providers)
{
    /// <summary>The file that a damaged home has.</summary>
    public const string Damage = "damage";

    private readonly HashSet<(SandboxId, long)> _lives = [];
    private readonly HashSet<SandboxId> _pausedLate = [];
    private readonly List<(TimeSpan In, Action Land, bool IsInto)> _late = [];

    /// <summary>What of one row's time may be wrong: a host pays by its own clock, and another may give back by its own.</summary>
    private static readonly TimeSpan s_clocks = TimeSpan.FromSeconds(10);

    public string? Breach { get; private set; }

    public int MostRunning { get; private set; }

    /// <summary>Gets what runs or is paused, at any provider.</summary>
    public IReadOnlyList<FakePoolSandbox> Living => [.. providers.SelectMany(p => p.Living)];

    public FakePoolSandbox Find(SandboxId id) => providers.Select(p => p.Sandboxes.GetValueOrDefault(id)).OfType<FakePoolSandbox>().Single();

    /// <summary>Gets those in which the probe fails.</summary>
    public SandboxId[] Sick() => [.. providers.SelectMany(p => p.Sandboxes.Values).Where(s => s.ProbeExitCode != 0).Select(s => s.Id)];

    /// <summary>Whether a sandbox was started as hosts of a release start it.</summary>
    public bool IsOf(SandboxId id, ScheduleRelease release) => IsAt(id, release.Provider) && Find(id).Start.Template == release.Base;

    public void Report(string breach) => Breach ??= breach;

    /// <summary>Does what changes how many run, and counts them before anything else happens.</summary>
    public T Change<T>(Func<T> effect)
    {
        T result = effect();
        FakePoolSandbox[] runs = [.. Living.Where(s => s.State == SandboxState.Running)];
        int running = runs.Length;
        if (runs.GroupBy(s => s.Start.Metadata[PoolLabels.Member]).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            Report($"{string.Join(" and ", twice.Select(s => s.Id))} run for one row");
        }

        MostRunning = Math.Max(MostRunning, running);
        if (running > world.Options.MaxTotal)
        {
            Report($"{running} sandboxes run, and the ceiling is {world.Options.MaxTotal}");
        }

        return result;
    }

    /// <summary>Counts the rows after a commit.</summary>
    public async Task CountRowsAsync()
    {
        IReadOnlyList<SandboxMemberCount> counts = await world.Store.CountSandboxMembersAsync(PoolWorld.Account, "node", default);
        int total = counts.Where(c => c.State != SandboxMemberState.Paused).Sum(c => c.Count);
        if (total > world.Options.MaxTotal)
        {
            Report($"{total} rows are not paused, and the ceiling is {world.Options.MaxTotal}");
        }

        foreach (IGrouping<TenantId, SandboxMember> tenant in (await world.RowsAsync()).Where(r => r.Tenant is not null).GroupBy(r => r.Tenant!.Tenant))
        {
            CountTenant(tenant.Key, [.. tenant]);
        }

        if (world.Options.MaxMonthlySecondsPerTenant is { } limit)
        {
            await CountTimeAsync(limit);
        }
    }

    /// <summary>Compares what tenants have taken of their time with what their rows have.</summary>
    private async Task CountTimeAsync(long limit)
    {
        DateTimeOffset now = world.Time.GetUtcNow();
        foreach (IGrouping<TenantId, SandboxMember> rows in (await world.RowsAsync()).Where(r => r.Tenant is not null).GroupBy(r => r.Tenant!.Tenant))
        {
            TimeSpan spent = (await TenantTime.ReadAsync(world.Store, PoolWorld.Account, rows.Key, now, default)).Spent;
            TimeSpan ahead = TimeSpan.FromTicks(rows.Sum(r => r.FindTime()?.LeftAt(now).Ticks ?? 0));
            if (spent > TimeSpan.FromSeconds(limit) || ahead > spent + (rows.Count() * s_clocks))
            {
                Report($"a tenant has taken {spent} of {limit} seconds, and its rows are paid for {ahead} ahead");
            }
        }
    }

    private void CountTenant(TenantId tenant, SandboxMember[] rows)
    {
        int running = rows.Count(r => r.State != SandboxMemberState.Paused);
        long bytes = rows.Sum(r => r.PausedBytes);

        // Besides as many as it may have, a tenant may have as many that were refused to it.
        int given = rows.Count(r => r.FindRefusal() is null);
        if (given > world.Options.MaxPerTenant || rows.Length > 2 * world.Options.MaxPerTenant)
        {
            Report($"{tenant} has {rows.Length} sandboxes, {given} of them not refused, and may have {world.Options.MaxPerTenant}");
        }

        if (running > world.Options.MaxRunningPerTenant)
        {
            Report($"{tenant} runs {running} sandboxes and may run {world.Options.MaxRunningPerTenant}");
        }

        if (bytes > world.Options.MaxPausedBytesPerTenant)
        {
            Report($"{tenant} has {bytes} bytes paused and may have {world.Options.MaxPausedBytesPerTenant}");
        }
    }

    private bool IsAt(SandboxId id, string provider) => providers.Single(p => p.Name == provider).Sandboxes.ContainsKey(id);

    /// <summary>Looks whether a host gave what it may give.</summary>
    /// <param name="release">What the host was told.</param>
    /// <param name="lease">What it gave.</param>
    /// <param name="sick">The sandboxes that were not well before it was asked.</param>
    public void HandedOverBy(ScheduleRelease release, ISandboxLease lease, SandboxId[] sick)
    {
        if (lease.Arrival.Origin == SandboxOrigin.Cold && !world.Options.ColdWhenEmpty)
        {
            Report($"sandbox {lease.Sandbox} was started for a call, and none may be");
        }

        if (!(lease.Arrival.Origin == SandboxOrigin.Restored ? IsAt(lease.Sandbox, release.Provider) : IsOf(lease.Sandbox, release)))
        {
            Report($"sandbox {lease.Sandbox} ({lease.Arrival.Origin}) was handed over by a host of {release}");
        }

        if (sick.Contains(lease.Sandbox))
        {
            Report($"sandbox {lease.Sandbox} ({lease.Arrival.Origin}) was handed over though its probe fails");
        }
    }

    /// <summary>Notes a lease that was handed over.</summary>
    public void HandedOver(ISandboxLease lease, string environment)
    {
        if (!_lives.Add((lease.Sandbox, lease.Incarnation)))
        {
            Report($"the life {lease.Incarnation} of sandbox {lease.Sandbox} was handed over twice");
        }

        // Who stood still until its time was over is told so with the lease.
        if (lease.LossReason is null && Find(lease.Sandbox)[Damage] is not null)
        {
            Report($"sandbox {lease.Sandbox} was handed over with damage");
        }

        HashSet<string> seen = Find(lease.Sandbox).CredentialsSeen;
        if (!seen.SetEquals([$"CLOUDBASE_ENV_ID={environment}"]))
        {
            Report($"sandbox {lease.Sandbox} of {environment} was handed over having held [{string.Join(", ", seen)}]");
        }
    }

    /// <summary>Looks whether anybody holds what another holds: whoever lost it has been told as soon as the clock said so. What stands still holds nothing that it could use.</summary>
    public void LookAtHolders(IEnumerable<ScheduleHost> hosts)
    {
        if (hosts.Where(h => !h.Gate.IsFrozen).SelectMany(h => h.Held).Where(l => l.LossReason is null).GroupBy(l => l.Sandbox).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            Report($"sandbox {twice.Key} is held twice");
        }
    }

    /// <summary>Gets when the next late effect comes; null where none does.</summary>
    public TimeSpan? NextLate => _late.Count == 0 ? null : _late.Min(l => l.In);

    /// <summary>Notes a pause. One that comes late is not the pool's: what is in the sandbox is in it by then.</summary>
    public void Pauses(SandboxId sandbox, bool isLate) => _ = isLate ? _pausedLate.Add(sandbox) : _pausedLate.Remove(sandbox);

    /// <summary>Says what holds a credential and is not to, or stands still.</summary>
    public string? FindCredential(IEnumerable<SandboxMember> rows) =>
        rows.FirstOrDefault(r => Holds(r.Sandbox!.Value) && !(r.State == SandboxMemberState.Paused && _pausedLate.Contains(r.Sandbox.Value))) is { } row
            ? $"sandbox {row.Sandbox} is {row.State} and holds a credential"
            : null;

    /// <summary>Looks at what who holds one holds: the newest credential, and processes that go on.</summary>
    public void LookInto(ISandboxLease lease)
    {
        FakePoolSandbox sandbox = Find(lease.Sandbox);
        string? file = sandbox[FakePoolSandbox.CredentialPath];
        if (file?.Contains(world.Broker.SecretOf(lease.Tenant), StringComparison.Ordinal) != true)
        {
            Report($"sandbox {lease.Sandbox} is held and has [{file?.TrimEnd()}] for the newest credential of its tenant, {world.Broker.SecretOf(lease.Tenant)}");
        }

        if (sandbox.IsStill)
        {
            Report($"sandbox {lease.Sandbox} is held and its processes stand still");
        }
    }

    // What its provider has lost holds nothing any more: its row may be paused all the same, for what was saved of it.
    private bool Holds(SandboxId sandbox) => Find(sandbox) is { IsAlive: true } there && there[FakePoolSandbox.CredentialPath] is not null;

    /// <summary>Lets an effect come later.</summary>
    /// <param name="wait">How much later.</param>
    /// <param name="land">The effect.</param>
    /// <param name="isInto">Whether it is a command into a sandbox: such a one may come when all else is healed.</param>
    public void Later(TimeSpan wait, Action land, bool isInto = false) => _late.Add((wait > TimeSpan.Zero ? wait : TimeSpan.FromTicks(1), land, isInto));

    /// <summary>Lets the effects come whose time it is.</summary>
    public void Land(TimeSpan passed, bool all = false)
    {
        List<Action> due = [];
        for (int i = _late.Count - 1; i >= 0; i--)
        {
            _late[i] = _late[i] with { In = _late[i].In - passed };
            if ((all && !_late[i].IsInto) || _late[i].In <= TimeSpan.Zero)
            {
                due.Add(_late[i].Land);
                _late.RemoveAt(i);
            }
        }

        due.ForEach(land => land());
    }
}
