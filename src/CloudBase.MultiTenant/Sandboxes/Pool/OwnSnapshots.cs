using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Takes the snapshot that goes before a pause. Its name is in the row before it is asked for, so that a reply that is lost costs no storage for ever: what no row names is swept.</summary>
internal sealed class OwnSnapshots(PoolDefinition pool, PoolParts parts)
{
    /// <summary>Gets whether one is taken before each pause.</summary>
    public bool AreTaken => pool.Options.SnapshotOnPause && pool.Provider.Capabilities.HasFlag(SandboxCapabilities.Snapshots);

    /// <summary>Draws the name of a try into a row that is written next; an earlier try's name leaves it, and what that may have made is no row's any more.</summary>
    public async Task<SandboxMember> DrawAsync(SandboxMember member, CancellationToken cancellationToken)
    {
        string scope = await pool.Labels.ScopeOfAsync(pool.Name, cancellationToken).ConfigureAwait(false);
        return member.WithSnapshotTry(OwnSnapshotName.Draw(scope, member.Id, parts.Random).ToString());
    }

    /// <summary>Takes one under the name that the row has, as it is stored.</summary>
    public async Task<SandboxSnapshotId> TakeAsync(SandboxMember mine, CancellationToken cancellationToken) =>
        (await pool.Provider.SnapshotAsync(mine.Sandbox!.Value, new SandboxSnapshotRequest { Name = mine.FindSnapshotTry()! }, cancellationToken).ConfigureAwait(false)).Id;

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
