using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Takes the snapshot that goes before a pause. Its name is in the row before it is asked for, so that a reply that is lost costs no storage for ever: what no row names is swept.</summary>
internal sealed class OwnSnapshots(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    /// <summary>Gets whether one is taken before each pause.</summary>
    public bool AreTaken => pool.Options.SnapshotOnPause && pool.Provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots);

    /// <summary>Takes one; an earlier try's name leaves the row, and what it may have made is no row's any more.</summary>
    /// <returns>The row as it is stored, and the snapshot; null where another has taken the row.</returns>
    public async Task<(SandboxMember Row, SandboxSnapshotId Snapshot)?> TakeAsync(SandboxMember member, CancellationToken cancellationToken)
    {
        string scope = await pool.Labels.ScopeOfAsync(pool.Name, cancellationToken).ConfigureAwait(false);
        string name = OwnSnapshotName.Draw(scope, member.Id, parts.Random).ToString();
        if ((await members.UpdateAsync(member.WithSnapshotTry(name)).ConfigureAwait(false)).Member is not { } mine)
        {
            return null;
        }

        SandboxSnapshot taken = await pool.Provider.SnapshotAsync(mine.Sandbox!.Value, new SandboxSnapshotRequest { Name = name }, cancellationToken).ConfigureAwait(false);
        return (mine, taken.Id);
    }

    /// <summary>Deletes one that another has replaced; what does not go now is swept.</summary>
    public async Task DeleteAsync(SandboxSnapshotId snapshot, CancellationToken cancellationToken)
    {
        try
        {
            await pool.Provider.DeleteSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxPoolLog.SnapshotLeft(parts.Log, exception, snapshot, pool.Name);
        }
    }
}
