using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>
/// Finds snapshots that have a pool's name and that no row names: a reply was lost, a host died before it wrote the id, or a deletion failed. One is deleted after two sightings, far enough
/// apart, and looked for in the rows once more; an error is no sighting. A provider that turns out to have no list is not asked again.
/// </summary>
internal sealed class SnapshotSweep(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private const int MostDeleted = 5;

    private readonly OrphanSightings _sightings = new(pool, parts, "snapshot-orphan");

    // As the provider said first: what one pool has found out takes the capability away, and each is to say so.
    private bool _isListed = pool.Provider.Capabilities.HasFlag(SandboxCapabilities.SnapshotNames);
    private long? _ranAt;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_isListed || (_ranAt is { } ran && parts.Time.GetElapsedTime(ran) < pool.Options.OrphanInterval))
        {
            return;
        }

        _ranAt = parts.Time.GetTimestamp();
        if (await ListAsync(cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return;
        }

        List<(string, (SandboxSnapshotId Id, OwnSnapshotName Name))> orphans = [];
        foreach ((SandboxSnapshotId id, OwnSnapshotName name) in found)
        {
            if (!await IsKnownAsync(id, name, cancellationToken).ConfigureAwait(false))
            {
                orphans.Add((id.Value, (id, name)));
            }
        }

        await _sightings.LookAsync(
            orphans,
            pool.Options.OrphanAge,
            MostDeleted,
            snapshot => SandboxPoolLog.SnapshotSeen(parts.Log, snapshot.Id, pool.Name),
            (snapshot, seen) => DeleteAsync(snapshot.Id, snapshot.Name, seen, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<(SandboxSnapshotId Id, OwnSnapshotName Name)>?> ListAsync(CancellationToken cancellationToken)
    {
        string scope = await pool.Labels.ScopeOfAsync(pool.Name, cancellationToken).ConfigureAwait(false);
        List<(SandboxSnapshotId Id, OwnSnapshotName Name)> found = [];
        using StepPatience patience = new(parts, pool.Options.CallTimeout, cancellationToken);
        try
        {
            await foreach (SandboxSnapshot snapshot in pool.Provider.ListSnapshotsAsync(null, patience.Token).ConfigureAwait(false))
            {
                patience.Renew();

                // Templates', another deployment's and people's own are in the same list.
                if (OwnSnapshotName.Find(snapshot.Name) is { } name && name.Scope == scope)
                {
                    found.Add((snapshot.Id, name));
                }
            }

            return found;
        }
        catch (NotSupportedException exception)
        {
            _isListed = false;
            SandboxPoolLog.SnapshotsNotListed(parts.Log, exception, pool.Name);
            return null;
        }
        catch (Exception exception) when (patience.IsItsEnd(exception))
        {
            SandboxPoolLog.SweepFailed(parts.Log, exception, pool.Name);
            return null;
        }
    }

    private async Task<bool> IsKnownAsync(SandboxSnapshotId id, OwnSnapshotName name, CancellationToken cancellationToken) =>
        await members.FindAsync(name.Member, cancellationToken).ConfigureAwait(false) is { } row && row.Provider == pool.Provider.Name && (row.FindSnapshot() == id || row.FindSnapshotTry() == name.ToString());

    private async Task<bool> DeleteAsync(SandboxSnapshotId id, OwnSnapshotName name, DateTimeOffset seen, CancellationToken cancellationToken)
    {
        if (await IsKnownAsync(id, name, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        using StepPatience patience = new(parts, pool.Options.CallTimeout, cancellationToken);
        try
        {
            await pool.Provider.DeleteSnapshotAsync(id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (patience.IsItsEnd(exception))
        {
            SandboxPoolLog.SweepFailed(parts.Log, exception, pool.Name);
            return false;
        }

        SandboxPoolLog.SnapshotDeleted(parts.Log, id, pool.Name, seen);
        return true;
    }
}
