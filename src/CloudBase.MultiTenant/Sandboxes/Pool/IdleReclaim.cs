using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Pauses what nobody uses, in two phases: marked first, then, unless anything has changed since, paused. A tenant that comes back in between keeps it running.</summary>
internal sealed class IdleReclaim(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberEnd end, OwnSnapshots snapshots)
{
    /// <summary>How many rows are looked at for the one that is idle for longest: a store gives the oldest first, which need not be that.</summary>
    private const int MostRead = 256;

    private readonly PausedRoom _paused = new(pool, parts, members, end);

    /// <summary>Looks at an idle sandbox: marks it when its time is over, else prolongs it.</summary>
    public async Task MarkAsync(SandboxMember member)
    {
        DateTimeOffset now = parts.Now;
        DateTimeOffset idleAt = member.FindActiveUntil() ?? (member.LastActivityAt ?? member.StateSince) + pool.Options.IdleAfter;
        DateTimeOffset look = now + pool.Options.CheckInterval;
        SandboxMember next = now >= idleAt
            ? members.Free(member, SandboxMemberState.Marked, now + pool.Options.IdleGrace)
            : members.Free(member, SandboxMemberState.Idle, idleAt < look ? idleAt : look);
        if ((await members.UpdateAsync(next).ConfigureAwait(false)).Member is { } written)
        {
            await ProlongAsync(written).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses a marked sandbox. The write is conditional on the version that was read: who used it since has changed it.</summary>
    public async Task PauseAsync(SandboxMember member)
    {
        if (member.FindResumeOpenUntil(parts.Now) is { } until)
        {
            // A resume whose answer was lost would run it again, and no row would count it.
            await members.UpdateAsync(members.Free(member, SandboxMemberState.Marked, until)).ConfigureAwait(false);
            return;
        }

        if ((await members.UpdateAsync(OwnToPause(member)).ConfigureAwait(false)).Member is { } mine)
        {
            await FinishAsync(mine).ConfigureAwait(false);
        }
    }

    /// <summary>The row as this host's to pause. It says that processes may stand still before they are told to: a tenant that comes back in between has them go on.</summary>
    public SandboxMember OwnToPause(SandboxMember member)
    {
        SandboxMember mine = members.Own(member, SandboxMemberState.Pausing, pool.Options.CallTimeout * 3);
        return pool.OnIdle == SandboxExpiryAction.Pause ? mine.WithStillness() : mine;
    }

    /// <summary>Pauses what is this host's to pause, or stops it where it cannot be.</summary>
    public async Task FinishAsync(SandboxMember member)
    {
        if (pool.OnIdle == SandboxExpiryAction.Stop)
        {
            await end.EndAsync(member, "it was idle").ConfigureAwait(false);
            return;
        }

        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout * 2, member.LeaseExpiresAt);
        try
        {
            SandboxRestoreLevel level = pool.OnIdle == SandboxExpiryAction.Pause ? SandboxRestoreLevel.Memory : SandboxRestoreLevel.Disk;
            if (await PrepareAndPauseAsync(member, level, patience.Token).ConfigureAwait(false) is { } paused)
            {
                await RecordAsync(paused).ConfigureAwait(false);
            }
        }
        catch (SandboxPausedException)
        {
            // Its provider paused it at the end of its lifetime: what it held was not recorded.
            SandboxMember unknown = member.WithManifest(null, SandboxRestoreLevel.Disk);
            await RecordAsync(member.IsStill() ? unknown.WithStillness() : unknown).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SandboxLostException or CloudNotFoundException)
        {
            await EndOrRecordAsync(member).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is (CloudBaseException and not StoreUnavailableException) or OperationCanceledException or NotSupportedException)
        {
            // The row stays with its deadline: whoever finds it due asks the provider how it stands.
            SandboxPoolLog.NotPaused(parts.Log, exception, member.Id, pool.Name, member.Sandbox);
        }
    }

    /// <summary>Pauses again what was resumed and given to nobody, as it was recorded: what it holds is not recorded anew, or damage would be.</summary>
    public async Task PauseAsItWasAsync(SandboxMember mine, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await pool.Provider.ConnectAsync(mine.Sandbox!.Value, cancellationToken).ConfigureAwait(false);
        await members.SendAsync(mine, order => sandbox.Commands.RemoveCredentialAsync(pool.Options.McpUser, order, cancellationToken)).ConfigureAwait(false);
        SandboxPauseMode mode = mine.PausedLevel() == SandboxRestoreLevel.Memory ? SandboxPauseMode.KeepMemory : SandboxPauseMode.DiskOnly;
        await pool.Provider.PauseAsync(mine.Sandbox.Value, mode, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that a sandbox is paused.</summary>
    public async Task RecordAsync(SandboxMember member)
    {
        SandboxMember settled = member.WithActiveUntil(null).WithStart(null, null).WithResumeOpen(null).WithSnapshotTry(null);
        await _paused.AdmitAsync(members.Free(settled, SandboxMemberState.Paused, parts.Now + pool.Options.KeepPaused), member.FindManifest()).ConfigureAwait(false);
    }

    /// <summary>Marks the sandbox that is idle for longest, where a call waits for room; its grace is kept.</summary>
    public async Task MakeRoomAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SandboxMember> idle = await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, States = [SandboxMemberState.Idle, SandboxMemberState.Marked] }, MostRead, cancellationToken).ConfigureAwait(false);
        if (idle.Any(m => m.State == SandboxMemberState.Marked))
        {
            return;
        }

        DateTimeOffset undeclared = parts.Now + pool.Options.IdleAfter;
        if (idle.Where(m => m.FindActiveUntil() is null || m.FindActiveUntil() <= undeclared).MinBy(m => m.LastActivityAt) is { } oldest)
        {
            await members.UpdateAsync(members.Free(oldest, SandboxMemberState.Marked, parts.Now + pool.Options.IdleGrace)).ConfigureAwait(false);
        }
    }

    /// <summary>Pauses; where its provider keeps memory elsewhere and cannot do so here, the disk is kept.</summary>
    /// <returns>The row as it is to be recorded; null where another has taken it.</returns>
    private async Task<SandboxMember?> PrepareAndPauseAsync(SandboxMember member, SandboxRestoreLevel level, CancellationToken cancellationToken)
    {
        if (await PrepareAsync(member, level, cancellationToken).ConfigureAwait(false) is not { } prepared)
        {
            return null;
        }

        try
        {
            SandboxPauseMode mode = level == SandboxRestoreLevel.Memory ? SandboxPauseMode.KeepMemory : SandboxPauseMode.DiskOnly;
            await pool.Provider.PauseAsync(prepared.Sandbox!.Value, mode, cancellationToken).ConfigureAwait(false);
            return prepared;
        }
        catch (CloudCallException exception) when (
            level == SandboxRestoreLevel.Memory && exception is { IsTransient: false } and not CloudNotFoundException && pool.Provider.Capabilities.HasFlag(SandboxCapabilities.PauseWithoutMemory))
        {
            SandboxPoolLog.MemoryNotKept(parts.Log, exception, member.Id, pool.Name, member.Sandbox);
        }

        return await PrepareAndPauseAsync(prepared, SandboxRestoreLevel.Disk, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the credential out, lets processes stand still or end, and records what the home holds, before anything is paused.</summary>
    private async Task<SandboxMember?> PrepareAsync(SandboxMember member, SandboxRestoreLevel level, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await pool.Provider.ConnectAsync(member.Sandbox!.Value, cancellationToken).ConfigureAwait(false);
        if (pool.Options.McpUser is { } user)
        {
            await members.SendAsync(member, order => sandbox.Commands.RemoveCredentialAsync(user, order, cancellationToken)).ConfigureAwait(false);
        }

        string script = level == SandboxRestoreLevel.Memory ? Workspace.FreezeScript : Workspace.EndScript;
        WorkspaceManifest? manifest = await members.SendAsync(member, order => Workspace.PrepareAsync(sandbox.Commands, script, order, pool.Options.CallTimeout, cancellationToken)).ConfigureAwait(false);
        if (manifest is null)
        {
            SandboxPoolLog.NoManifest(parts.Log, member.Id, pool.Name, member.Sandbox);
            await members.SendAsync(member, order => sandbox.Commands.RemoveCredentialAsync(null, order, cancellationToken)).ConfigureAwait(false);
        }

        if (!snapshots.AreTaken)
        {
            return await _paused.AdmitAsync(member.WithManifest(manifest, level), manifest).ConfigureAwait(false);
        }

        // The manifest goes in with the snapshot that holds the same; the room is taken before, with the snapshot's name.
        if (await _paused.AdmitAsync(await snapshots.DrawAsync(member, cancellationToken).ConfigureAwait(false), manifest).ConfigureAwait(false) is not { } admitted)
        {
            return null;
        }

        SandboxSnapshotId taken = await snapshots.TakeAsync(admitted, cancellationToken).ConfigureAwait(false);
        SandboxMember? written = (await members.UpdateAsync(admitted.WithManifest(manifest, level).WithSnapshot(taken)).ConfigureAwait(false)).Member;
        if (written is not null && member.FindSnapshot() is { } old)
        {
            await snapshots.DeleteAsync(old, cancellationToken).ConfigureAwait(false);
        }

        return written;
    }

    private async Task ProlongAsync(SandboxMember member)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout);
        try
        {
            await pool.Provider.ExtendAsync(member.Sandbox!.Value, MemberStart.Whole(pool.Options.ProviderLifetime), patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SandboxLostException or CloudNotFoundException)
        {
            await end.EndAsync(member, "its provider ended or lost it").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxPoolLog.NotTended(parts.Log, exception, member.Sandbox!.Value, pool.Name);
        }
    }

    // What was saved before the pause is not lost with the sandbox.
    private async Task EndOrRecordAsync(SandboxMember member)
    {
        if (await members.FindMineAsync(member).ConfigureAwait(false) is not { } now)
        {
            return;
        }

        if (now.IsSaved())
        {
            await RecordAsync(now).ConfigureAwait(false);
        }
        else
        {
            await end.EndAsync(now, "it was gone when it was to be paused").ConfigureAwait(false);
        }
    }
}
