using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Starts a tenant's sandbox from the tenant's own snapshot, where its pause cannot be resumed. Such a snapshot starts nobody else's.</summary>
/// <remarks>
/// One of the two runs at a time: what is there is paused before the other is started, and stopped when the other has turned out to hold all that it held. The row has the start's id
/// before the start is sent, so that whoever goes on after a crash sends the same start again, or stops what it made.
/// </remarks>
internal sealed class SnapshotRestore(PoolDefinition pool, PoolParts parts, PoolMembers members, SandboxBinder binder, IdleReclaim idle)
{
    private const string Step = "snapshot";

    /// <summary>Gives a lease, or null where the tenant has no snapshot that holds what its sandbox held.</summary>
    /// <exception cref="CloudBaseException">Its provider does not answer: nothing is decided.</exception>
    public async Task<SandboxLease?> TryAsync(SandboxMember claimed, Acquisition acquisition)
    {
        if (claimed.FindSnapshot() is not { } snapshot)
        {
            acquisition.Refuse($"{Step}: none was taken");
            return null;
        }

        if (await BeginAsync(claimed).ConfigureAwait(false) is not { } mine)
        {
            return null;
        }

        return await StartAsync(mine, snapshot, acquisition, isOpen: claimed.FindStart() is not null).ConfigureAwait(false) is { } sandbox
            ? await MoveAsync(mine, sandbox, acquisition).ConfigureAwait(false)
            : null;
    }

    /// <summary>Starts the snapshot, looks whether it is well, and compares its home; what is not, or differs, is stopped.</summary>
    /// <param name="mine">The row, with the start in it.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="acquisition">The call.</param>
    /// <param name="isOpen">Whether the start was sent before, and nobody knows what became of it.</param>
    private async Task<ISandbox?> StartAsync(SandboxMember mine, SandboxSnapshotId snapshot, Acquisition acquisition, bool isOpen)
    {
        ISandbox? sandbox = null;
        using CancellationTokenSource patience = parts.Within(pool.Options.StartTimeout + pool.Options.CallTimeout, mine.LeaseExpiresAt);
        try
        {
            await StandStillAsync(mine, patience.Token).ConfigureAwait(false);
            SandboxStart start = await StartOfAsync(mine, snapshot, patience.Token).ConfigureAwait(false);
            isOpen = true;
            sandbox = await pool.Provider.StartAsync(start, patience.Token).ConfigureAwait(false);
            await binder.ProbeAsync(sandbox, patience.Token).ConfigureAwait(false);
            WorkspaceManifest? now = await Workspace.ReadAsync(sandbox.Commands, pool.Options.CallTimeout, patience.Token).ConfigureAwait(false);
            if (now is not null && now == mine.FindManifest())
            {
                return sandbox;
            }

            acquisition.Refuse($"{Step}: its home is not what it was");
        }
        catch (Exception exception) when (RestoreFault.IsExpected(exception) && RestoreFault.IsFinal(exception))
        {
            isOpen &= exception is not CloudCallException { Effect: CloudEffect.None };
            acquisition.Refuse($"{Step}: {exception.Message}");
        }

        SandboxPoolLog.Refused(parts.Log, mine.Id, pool.Name, mine.Sandbox, Step, acquisition.Refused[^1]);
        if (sandbox is null ? !isOpen : await StopAsync(sandbox.Id).ConfigureAwait(false))
        {
            await members.UpdateAsync(mine.WithStart(null, null)).ConfigureAwait(false);
        }

        return null;
    }

    // The row is this host's for as long as the pause and the start may take. A start that another left open is sent again under its id: it makes no second.
    private async Task<SandboxMember?> BeginAsync(SandboxMember claimed)
    {
        TimeSpan longest = pool.Options.StartTimeout + pool.Options.CallTimeout;
        string start = claimed.FindStart() ?? $"{claimed.Id}-{claimed.Incarnation}";
        SandboxMember starting = members.Own(claimed, SandboxMemberState.Restoring, longest + pool.Options.CallTimeout);
        return (await members.UpdateAsync(starting.WithStart(start, starting.LeaseExpiresAt + MemberEnd.Visibility)).ConfigureAwait(false)).Member;
    }

    // What differs may have what the snapshot has not: it is paused, and never stopped before the snapshot has turned out to be whole.
    private async Task StandStillAsync(SandboxMember mine, CancellationToken cancellationToken)
    {
        SandboxInfo? info = await pool.Provider.FindAsync(mine.Sandbox!.Value, cancellationToken).ConfigureAwait(false);
        switch (info?.State)
        {
            case null or SandboxState.Stopping or SandboxState.Stopped or SandboxState.Failed:
            case SandboxState.Paused when mine.FindResumeOpenUntil(parts.Now) is null:
                return;
            case SandboxState.Running when mine.FindResumeOpenUntil(parts.Now) is null:
                await idle.PauseAsItWasAsync(mine, cancellationToken).ConfigureAwait(false);
                return;
            default:
                throw new SandboxUnavailableException(
                    $"The sandbox {mine.Sandbox} of pool '{pool.Name}' cannot be resumed, and its provider has it as {info.ProviderState}: its tenant's snapshot is started when it stands still, and nothing can resume it any more. Ask again.",
                    mine.Sandbox.Value,
                    CloudEffect.None);
        }
    }

    private async Task<SandboxStart> StartOfAsync(SandboxMember mine, SandboxSnapshotId snapshot, CancellationToken cancellationToken) => new()
    {
        StartId = mine.FindStart()!,
        Snapshot = snapshot,
        Lifetime = MemberStart.Whole(pool.Options.ProviderLifetime),
        OnExpiry = MemberStart.ExpiryOf(pool),
        Metadata = await pool.Labels.OfAsync(pool.Name, mine.Id, cancellationToken).ConfigureAwait(false),
        AllowInternet = pool.Options.AllowInternet,
    };

    // The row goes over to the new sandbox before the old one is stopped: in between, both have its label, and one of them stands still.
    private async Task<SandboxLease?> MoveAsync(SandboxMember mine, ISandbox sandbox, Acquisition acquisition)
    {
        SandboxMember moved = members.Own(mine, SandboxMemberState.Restoring, pool.Options.CallTimeout * 2)
            .WithManifest(mine.FindManifest(), SandboxRestoreLevel.Disk).WithStart(null, null).WithResumeOpen(null) with { Sandbox = sandbox.Id };
        if ((await members.UpdateAsync(moved).ConfigureAwait(false)).Member is not { } row)
        {
            await StopAsync(sandbox.Id).ConfigureAwait(false);
            return null;
        }

        acquisition.Clock.EndProvider();
        await StopAsync(mine.Sandbox!.Value).ConfigureAwait(false);
        return await binder.BindAsync(row, sandbox, acquisition, SandboxOrigin.Restored, SandboxRestoreLevel.Snapshot).ConfigureAwait(false);
    }

    private async Task<bool> StopAsync(SandboxId id)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout);
        try
        {
            await pool.Provider.StopAsync(id, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            // The sweep finds it by its label: the row names another.
            SandboxPoolLog.LeftToTheSweep(parts.Log, exception, id, pool.Name);
            return false;
        }
    }
}
