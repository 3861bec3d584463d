using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Finds sandboxes that have a pool's labels and that no row names. One is stopped after two sightings, far enough apart, and looked for in the rows once more; an error is no sighting.</summary>
internal sealed class OrphanSweep(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private const int MostStopped = 5;

    private readonly OrphanSightings _sightings = new(pool, parts, "sandbox-orphan");
    private readonly WakeWatch _awake = new(pool, parts, members);
    private long? _ranAt;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_ranAt is { } ran && parts.Time.GetElapsedTime(ran) < pool.Options.OrphanInterval)
        {
            return;
        }

        _ranAt = parts.Time.GetTimestamp();
        List<SandboxInfo>? found = await ListAsync(cancellationToken).ConfigureAwait(false);
        if (found is null)
        {
            return;
        }

        List<(string, SandboxInfo)> orphans = [];
        List<SandboxMember> awake = [];
        foreach (SandboxInfo info in found)
        {
            if (await FindRowAsync(info, cancellationToken).ConfigureAwait(false) is not { } row)
            {
                orphans.Add((info.Id.Value, info));
            }
            else if (WakeWatch.IsSuspect(row, info))
            {
                awake.Add(row);
            }
        }

        await _sightings.LookAsync(
            orphans,
            pool.Options.OrphanAge,
            MostStopped,
            info => SandboxPoolLog.OrphanSeen(parts.Log, info.Id, pool.Name),
            (info, seen) => StopAsync(info, seen, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        await _awake.LookAsync(awake, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<SandboxInfo>?> ListAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> labels = await pool.Labels.OfAsync(pool.Name, null, cancellationToken).ConfigureAwait(false);
        List<SandboxInfo> found = [];
        using StepPatience patience = new(parts, pool.Options.CallTimeout, cancellationToken);
        try
        {
            await foreach (SandboxInfo info in pool.Provider.ListAsync(new SandboxQuery { Metadata = labels }, patience.Token).ConfigureAwait(false))
            {
                patience.Renew();

                // A provider that leaves the filter alone must not have a stranger's sandbox stopped.
                if (labels.All(l => info.Metadata.GetValueOrDefault(l.Key) == l.Value))
                {
                    found.Add(info);
                }
            }

            return found;
        }
        catch (Exception exception) when (patience.IsItsEnd(exception))
        {
            SandboxPoolLog.SweepFailed(parts.Log, exception, pool.Name);
            return null;
        }
    }

    private async Task<SandboxMember?> FindRowAsync(SandboxInfo info, CancellationToken cancellationToken) =>
        info.Metadata.GetValueOrDefault(PoolLabels.Member) is { } id
        && await members.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } row
        && row.Provider == pool.Provider.Name
        && (row.Sandbox is null || row.Sandbox == info.Id || row.FindStart() is not null)
            ? row
            : null;

    private async Task<bool> StopAsync(SandboxInfo info, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        if (await FindRowAsync(info, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        using StepPatience patience = new(parts, pool.Options.CallTimeout, cancellationToken);
        try
        {
            await pool.Provider.StopAsync(info.Id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (patience.IsItsEnd(exception))
        {
            SandboxPoolLog.SweepFailed(parts.Log, exception, pool.Name);
            return false;
        }

        SandboxPoolLog.OrphanStopped(parts.Log, info.Id, pool.Name, seen);
        parts.Metrics.OrphanStopped(pool.Name);
        return true;
    }
}
