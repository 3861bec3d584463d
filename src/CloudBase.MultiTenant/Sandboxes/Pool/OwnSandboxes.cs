using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Gives a tenant its own sandbox back: one that still runs, else one that is paused, as far up the ladder as holds.</summary>
internal sealed class OwnSandboxes(PoolDefinition pool, PoolParts parts, PoolMembers members, SandboxBinder binder, SnapshotRestore snapshots, MemberEnd end, OwnClaim claims)
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(250);

    private static readonly SandboxMemberState[] s_own =
        [SandboxMemberState.Idle, SandboxMemberState.Marked, SandboxMemberState.Pausing, SandboxMemberState.Paused, SandboxMemberState.Restoring];

    /// <summary>Reads all that the tenant has: a store gives the oldest first, and the one that was used last comes first here.</summary>
    public async Task<IReadOnlyList<SandboxMember>> ReadAsync(TenantId tenant, CancellationToken cancellationToken) =>
        await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, Tenant = tenant, States = s_own }, int.MaxValue, cancellationToken).ConfigureAwait(false);

    /// <summary>Gives a lease, or null where the tenant has none that can be given.</summary>
    /// <exception cref="SandboxQuotaException">The tenant has as many as it may.</exception>
    /// <exception cref="SandboxPoolExhaustedException">There was no room in time to resume what is paused.</exception>
    /// <exception cref="TenantStateException">The tenant was suspended or removed while the call waited.</exception>
    /// <exception cref="SandboxUnavailableException">Its provider did not answer in time.</exception>
    public async Task<SandboxLease?> TryAsync(IReadOnlyList<SandboxMember> own, Acquisition acquisition, CancellationToken patience)
    {
        foreach (SandboxMember member in own.Where(m => m.Tenant == acquisition.Key && m.FindRefusal() is null && !m.IsEnding() && m.Provider == pool.Provider.Name && !IsAtWork(m))
            .OrderBy(OwnClaim.IsResumed).ThenByDescending(m => m.LastActivityAt))
        {
            if (await claims.ClaimAsync(member, acquisition, patience).ConfigureAwait(false) is not { } claimed)
            {
                continue;
            }

            acquisition.Clock.EndClaim();
            if (await GiveAsync(member, claimed, acquisition).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }
        }

        await WhenRefusedStandStillAsync(acquisition, patience).ConfigureAwait(false);
        return null;
    }

    private async Task<SandboxLease?> GiveAsync(SandboxMember member, SandboxMember claimed, Acquisition acquisition)
    {
        try
        {
            return OwnClaim.IsResumed(member)
                ? await ResumeAsync(claimed, acquisition, member.FindResumeOpenUntil(parts.Now)).ConfigureAwait(false)
                : await TakeBackAsync(claimed, acquisition).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            // The pool's own time is over: nobody cancelled the call, whose token does not come here.
            throw new SandboxUnavailableException(
                $"The sandbox {member.Sandbox} of pool '{pool.Name}' could not be given back to its tenant in time ({nameof(SandboxPoolOptions.CallTimeout)} is {pool.Options.CallTimeout}, and {nameof(SandboxPoolOptions.StartTimeout)}, for its snapshot, {pool.Options.StartTimeout}): its provider, or the sandbox, does not answer. It is kept; ask again.",
                member.Sandbox!.Value,
                CloudEffect.Unknown,
                exception);
        }
    }

    // What was refused counts as running until it is paused: a tenant that may run one has no room for another before.
    private async Task WhenRefusedStandStillAsync(Acquisition acquisition, CancellationToken patience)
    {
        TimeSpan wait = acquisition.Refused.Count > 0 && TenantCeilings.Of(acquisition.Tenant, pool.Options).TenantRunning is not null
            ? acquisition.Request.Patience ?? pool.Options.WaitForRoom
            : TimeSpan.Zero;
        for (long begun = parts.Time.GetTimestamp(); wait - parts.Time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero; await parts.WaitAsync(s_lookAgain, left, patience).ConfigureAwait(false))
        {
            IReadOnlyList<SandboxMember> own = await ReadAsync(acquisition.Key.Tenant, patience).ConfigureAwait(false);
            if (!own.Any(m => m.State == SandboxMemberState.Pausing && m.FindRefusal() is not null))
            {
                return;
            }
        }
    }

    // What another call restores is that call's; what it has left half done, or died over, goes on here.
    private bool IsAtWork(SandboxMember member) => member.State == SandboxMemberState.Restoring && member.LeaseExpiresAt + parts.ClockSkew > parts.Now;

    private async Task<SandboxLease?> TakeBackAsync(SandboxMember claimed, Acquisition acquisition)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, claimed.LeaseExpiresAt);
        try
        {
            ISandbox sandbox = await binder.CheckAsync(claimed.Sandbox!.Value, patience.Token).ConfigureAwait(false);
            acquisition.Clock.EndProvider();
            return await binder.BindAsync(claimed, sandbox, acquisition, SandboxOrigin.Restored, SandboxRestoreLevel.Running).ConfigureAwait(false);
        }
        catch (SandboxPausedException exception)
        {
            // Its provider paused it, or a pause came late: it is resumed as any other.
            acquisition.Refuse($"running: {exception.Message}");
            await claims.LeaveAsync(claimed).ConfigureAwait(false);
            return await members.FindAsync(claimed.Id, CancellationToken.None).ConfigureAwait(false) is { State: SandboxMemberState.Restoring, Owner: null } left
                && await claims.ClaimAsync(left, acquisition, CancellationToken.None).ConfigureAwait(false) is { } again
                    ? await ResumeAsync(again, acquisition, left.FindResumeOpenUntil(parts.Now)).ConfigureAwait(false)
                    : null;
        }
        catch (Exception exception) when (RestoreFault.IsExpected(exception))
        {
            return await GiveUpAsync(claimed, acquisition, "running", exception, isGone: exception is SandboxLostException).ConfigureAwait(false);
        }
    }

    /// <summary>Resumes, compares and binds; else goes down the ladder.</summary>
    /// <param name="claimed">The row.</param>
    /// <param name="acquisition">The call.</param>
    /// <param name="openBefore">Until when an earlier call's resume may have its effect; null where none can.</param>
    private async Task<SandboxLease?> ResumeAsync(SandboxMember claimed, Acquisition acquisition, DateTimeOffset? openBefore)
    {
        SandboxRestoreLevel level = claimed.PausedLevel();
        string step = level == SandboxRestoreLevel.Memory ? "memory" : "disk";
        string setback;
        bool isGone = false;
        SandboxMember answered = claimed.WithResumeOpen(openBefore);
        if (claimed.FindStart() is not null)
        {
            // What an earlier call has started from its snapshot may run by now: this one must not.
            acquisition.Refuse($"{step}: it was of no use to an earlier call");
            return await DescendAsync(answered, acquisition, "it was of no use to its tenant's call, and its snapshot neither", isGone: false).ConfigureAwait(false);
        }

        try
        {
            using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, claimed.LeaseExpiresAt);
            await pool.Provider.ResumeAsync(claimed.Sandbox!.Value, MemberStart.Whole(pool.Options.ProviderLifetime), patience.Token).ConfigureAwait(false);
            claimed = answered;
            ISandbox sandbox = await binder.CheckAsync(claimed.Sandbox!.Value, patience.Token).ConfigureAwait(false);
            string? difference = await CompareAsync(claimed, sandbox, patience.Token).ConfigureAwait(false);
            acquisition.Clock.EndProvider();
            if (difference is null)
            {
                return await binder.BindAsync(claimed, sandbox, acquisition, SandboxOrigin.Restored, level).ConfigureAwait(false);
            }

            setback = difference;
        }
        catch (Exception exception) when (RestoreFault.IsExpected(exception))
        {
            claimed = exception is CloudCallException { Effect: not CloudEffect.Unknown } || RestoreFault.IsGone(exception) ? answered : claimed;
            if (!RestoreFault.IsFinal(exception))
            {
                // The provider does not answer: the files are not given up for that.
                await claims.LeaveAsync(claimed).ConfigureAwait(false);
                throw;
            }

            (setback, isGone) = (exception.Message, RestoreFault.IsGone(exception));
        }

        SandboxPoolLog.Refused(parts.Log, claimed.Id, pool.Name, claimed.Sandbox, step, setback);
        acquisition.Refuse($"{step}: {setback}");
        return await DescendAsync(claimed, acquisition, setback, isGone).ConfigureAwait(false);
    }

    /// <summary>Compares the home with what it held; null where it is the same, or nothing was recorded.</summary>
    private async Task<string?> CompareAsync(SandboxMember claimed, ISandbox sandbox, CancellationToken cancellationToken)
    {
        if (claimed.FindManifest() is not { } before)
        {
            return null;
        }

        WorkspaceManifest? now = await Workspace.ReadAsync(sandbox.Commands, pool.Options.CallTimeout, cancellationToken).ConfigureAwait(false);
        return now == before ? null
            : now is null ? "its home could not be read"
            : $"its home is not what it was: {now.Files} files of {now.Bytes} bytes, and it had {before.Files} of {before.Bytes}";
    }

    /// <summary>Goes down the ladder: the tenant's snapshot, else a new sandbox.</summary>
    /// <param name="claimed">The row.</param>
    /// <param name="acquisition">The call.</param>
    /// <param name="setback">Why it is not given.</param>
    /// <param name="isGone">Whether it is gone, and not only different, or unable to resume.</param>
    private async Task<SandboxLease?> DescendAsync(SandboxMember claimed, Acquisition acquisition, string setback, bool isGone)
    {
        try
        {
            if (await snapshots.TryAsync(claimed, acquisition).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }
        }
        catch (Exception exception) when (RestoreFault.IsExpected(exception))
        {
            await claims.LeaveAsync(claimed).ConfigureAwait(false);
            throw;
        }

        if (await members.FindMineAsync(claimed).ConfigureAwait(false) is not { } now)
        {
            return null;
        }

        if (isGone && !now.IsSaved())
        {
            await end.EndAsync(now, "it could not be restored").ConfigureAwait(false);
        }
        else
        {
            // What is damaged or does not resume is not worthless: it is kept, paused, for a person to look at, and given to nobody.
            await members.UpdateAsync(members.Free(now.WithRefusal(setback).WithResumeOpen(claimed.FindResumeOpenUntil(parts.Now)), SandboxMemberState.Pausing, parts.Now)).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<SandboxLease?> GiveUpAsync(SandboxMember claimed, Acquisition acquisition, string step, Exception exception, bool isGone)
    {
        SandboxPoolLog.Refused(parts.Log, claimed.Id, pool.Name, claimed.Sandbox, step, exception.Message);
        acquisition.Refuse($"{step}: {exception.Message}");
        if (isGone && await members.FindMineAsync(claimed).ConfigureAwait(false) is { } now)
        {
            await end.EndAsync(now, "it was gone when its tenant came back").ConfigureAwait(false);
        }
        else
        {
            await claims.LeaveAsync(claimed).ConfigureAwait(false);
            if (exception is CloudCallException or SandboxUnavailableException or OperationCanceledException)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
            }
        }

        return null;
    }
}
