using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Starts a tenant's sandbox from the tenant's own snapshot, where its pause cannot be resumed. Such a snapshot starts nobody else's.</summary>
internal sealed class SnapshotRestore(PoolDefinition pool, PoolParts parts, PoolMembers members, SandboxBinder binder)
{
    private const string Step = "snapshot";

    public async Task<SandboxLease?> TryAsync(SandboxMember claimed, Acquisition acquisition)
    {
        if (claimed.FindSnapshot() is not { } snapshot)
        {
            acquisition.Refuse($"{Step}: none was taken");
            return null;
        }

        // The row is this host's for as long as the start may take.
        SandboxMember starting = members.Own(claimed, SandboxMemberState.Restoring, pool.Options.StartTimeout + pool.Options.CallTimeout);
        if ((await members.UpdateAsync(starting).ConfigureAwait(false)).Member is not { } mine)
        {
            return null;
        }

        using CancellationTokenSource patience = parts.Within(pool.Options.StartTimeout, mine.LeaseExpiresAt);
        SandboxId? started = null;
        try
        {
            SandboxStart start = new()
            {
                StartId = $"{claimed.Id}-{claimed.Incarnation}",
                Snapshot = snapshot,
                Lifetime = MemberStart.Whole(pool.Options.ProviderLifetime),
                OnExpiry = MemberStart.ExpiryOf(pool),
                Metadata = await pool.Labels.OfAsync(pool.Name, claimed.Id, patience.Token).ConfigureAwait(false),
                AllowInternet = pool.Options.AllowInternet,
            };
            ISandbox sandbox = await pool.Provider.StartAsync(start, patience.Token).ConfigureAwait(false);
            started = sandbox.Id;
            WorkspaceManifest? now = await Workspace.ReadAsync(sandbox.Commands, Workspace.ManifestScript, pool.Options.CallTimeout, patience.Token).ConfigureAwait(false);
            if (now is not null && now == claimed.FindManifest())
            {
                return await MoveAsync(mine, sandbox, acquisition).ConfigureAwait(false);
            }

            acquisition.Refuse($"{Step}: its home is not what it was");
        }
        catch (Exception exception) when (exception is SandboxException or CloudCallException or OperationCanceledException)
        {
            acquisition.Refuse($"{Step}: {exception.Message}");
        }

        SandboxPoolLog.Refused(parts.Log, claimed.Id, pool.Name, claimed.Sandbox, Step, acquisition.Refused[^1]);
        if (started is { } id)
        {
            await StopAsync(id).ConfigureAwait(false);
        }

        return null;
    }

    // The row goes over to the new sandbox before the old one is stopped: in between, both have its label.
    private async Task<SandboxLease?> MoveAsync(SandboxMember claimed, ISandbox sandbox, Acquisition acquisition)
    {
        SandboxMember moved = members.Own(claimed, SandboxMemberState.Restoring, pool.Options.CallTimeout * 2).WithoutStillness() with { Sandbox = sandbox.Id };
        if ((await members.UpdateAsync(moved).ConfigureAwait(false)).Member is not { } row)
        {
            await StopAsync(sandbox.Id).ConfigureAwait(false);
            return null;
        }

        acquisition.Clock.EndProvider();
        await StopAsync(claimed.Sandbox!.Value).ConfigureAwait(false);
        return await binder.BindAsync(row, sandbox, acquisition, SandboxOrigin.Restored, SandboxRestoreLevel.Snapshot).ConfigureAwait(false);
    }

    private async Task StopAsync(SandboxId id)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout);
        try
        {
            await pool.Provider.StopAsync(id, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            // The sweep finds it by its label: the row names another.
            SandboxPoolLog.LeftToTheSweep(parts.Log, exception, id, pool.Name);
        }
    }
}
