using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Sandboxes;

namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>What is so, whatever the hosts believe: how many sandboxes run, how many rows are counted, who holds what. Keeps the first breach of a promise.</summary>
internal sealed class ScheduleTruth(PoolWorld world)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(SandboxId, long)> _lives = [];
    private readonly List<(TimeSpan In, Func<Task> Land)> _late = [];

    public string? Breach { get; private set; }

    public int Starts { get; private set; }

    public int MostRunning { get; private set; }

    public void Report(string breach)
    {
        lock (_lock)
        {
            Breach ??= breach;
        }
    }

    /// <summary>Does what changes how many run, and counts them before anything else does.</summary>
    public T Change<T>(Func<T> effect)
    {
        lock (_lock)
        {
            T result = effect();
            int running = world.Provider.Running.Count;
            MostRunning = Math.Max(MostRunning, running);
            if (running > world.Options.MaxTotal)
            {
                Breach ??= $"{running} sandboxes run, and the ceiling is {world.Options.MaxTotal}";
            }

            return result;
        }
    }

    public void CountStart() => Starts++;

    /// <summary>Counts the rows after a commit.</summary>
    public async Task CountRowsAsync()
    {
        IReadOnlyList<SandboxMemberCount> counts = await world.Store.CountSandboxMembersAsync(PoolWorld.Account, "node", default);
        int total = counts.Where(c => c.State != SandboxMemberState.Paused).Sum(c => c.Count);
        if (total > world.Options.MaxTotal)
        {
            Report($"{total} rows are not paused, and the ceiling is {world.Options.MaxTotal}");
        }
    }

    /// <summary>Notes a lease that was handed over.</summary>
    public void HandedOver(ISandboxLease lease, string environment)
    {
        lock (_lock)
        {
            if (!_lives.Add((lease.Sandbox, lease.Incarnation)))
            {
                Breach ??= $"the life {lease.Incarnation} of sandbox {lease.Sandbox} was handed over twice";
            }
        }

        HashSet<string> seen = world.Provider.Sandboxes[lease.Sandbox].CredentialsSeen;
        if (!seen.SetEquals([$"CLOUDBASE_ENV_ID={environment}"]))
        {
            Report($"sandbox {lease.Sandbox} of {environment} was handed over having held [{string.Join(", ", seen)}]");
        }
    }

    /// <summary>Lets an effect come later, or never where it is not asked for.</summary>
    public void Later(TimeSpan wait, Func<Task> land)
    {
        lock (_lock)
        {
            _late.Add((wait, land));
        }
    }

    public async Task LandAsync(TimeSpan passed, bool all = false)
    {
        List<Func<Task>> due = [];
        lock (_lock)
        {
            for (int i = _late.Count - 1; i >= 0; i--)
            {
                _late[i] = (_late[i].In - passed, _late[i].Land);
                if (all || _late[i].In <= TimeSpan.Zero)
                {
                    due.Add(_late[i].Land);
                    _late.RemoveAt(i);
                }
            }
        }

        foreach (Func<Task> land in due)
        {
            await land();
        }
    }
}
