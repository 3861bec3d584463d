using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Finds pools that have sandboxes and that no host looks after any more: they were taken out of the configuration, and are paid for. Thread-safe.</summary>
/// <remarks>Hosts may be given different pools on purpose: who looks after a pool says so in the store once a minute, and only one that nobody has for long is stranded.</remarks>
internal sealed class StrandedPools(SandboxPools pools, PoolParts parts)
{
    /// <summary>For how long no host has looked after it: longer than hosts take to be replaced, or one round hangs.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromMinutes(15);

    private const int MostRead = 256;

    /// <summary>How often this host looks and says so.</summary>
    private static readonly TimeSpan s_interval = TimeSpan.FromMinutes(10);

    private readonly PoolMembers _members = new(parts);
    private long? _lookedAt;

    /// <summary>Looks, where it is time, and says what it found.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_lookedAt is { } at && parts.Time.GetElapsedTime(at) < s_interval)
        {
            return;
        }

        _lookedAt = parts.Time.GetTimestamp();
        foreach (StrandedPool pool in await FindAsync(cancellationToken).ConfigureAwait(false))
        {
            SandboxPoolLog.Stranded(parts.Log, pool.Name, pool.Running, pool.Paused, Silence);
        }
    }

    /// <summary>Finds them in the store.</summary>
    public async Task<IReadOnlyList<StrandedPool>> FindAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset before = parts.Now - Silence - parts.ClockSkew;
        HashSet<string> kept = [.. pools.All.Select(p => p.Pool.Name)];
        SortedSet<string> suspects = new(StringComparer.Ordinal);
        foreach (string kind in PoolTemplate.Heartbeats)
        {
            foreach (SharedRecord record in await parts.Store.ReadSharedRecordsAsync(parts.Account, kind, cancellationToken).ConfigureAwait(false))
            {
                _ = record.UpdatedAt > before ? kept.Add(record.Name) : suspects.Add(record.Name);
            }
        }

        // A row whose time has come for as long has nobody to look at it, whether its pool was ever looked after or not.
        foreach (SandboxMember row in await _members.ReadAsync(new SandboxMemberQuery { DueBefore = before }, MostRead, cancellationToken).ConfigureAwait(false))
        {
            suspects.Add(row.Pool);
        }

        suspects.ExceptWith(kept);
        List<StrandedPool> stranded = [];
        foreach (string name in suspects)
        {
            IReadOnlyList<SandboxMemberCount> counts = await parts.Store.CountSandboxMembersAsync(parts.Account, name, cancellationToken).ConfigureAwait(false);
            int paused = counts.Where(c => c.State == SandboxMemberState.Paused).Sum(c => c.Count);
            if (counts.Sum(c => c.Count) is > 0 and var all)
            {
                stranded.Add(new StrandedPool(name, all - paused, paused));
            }
        }

        return stranded;
    }
}
