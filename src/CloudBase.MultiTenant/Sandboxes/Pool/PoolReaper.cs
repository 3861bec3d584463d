using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Finds a way out for every row whose time has come, whichever host left it: no state lasts for ever, and nothing that was bound in part is handed over.</summary>
internal sealed class PoolReaper(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberStart start, MemberEnd end, IdleReclaim idle, PoolTemplate template)
{
    private const int AtOnce = 64;

    /// <summary>How long a provider may be pausing or resuming.</summary>
    private static readonly TimeSpan s_longestChange = TimeSpan.FromHours(1);

    private static readonly ParallelOptions s_few = new() { MaxDegreeOfParallelism = 8 };

    private readonly ConcurrentDictionary<string, PoolReaper> _ofOthers = new(StringComparer.Ordinal);

    /// <summary>Works on the rows that are due.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SandboxMember> due = await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, DueBefore = parts.Now }, AtOnce, cancellationToken).ConfigureAwait(false);
        await Parallel.ForEachAsync(due, s_few, async (member, _) =>
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                await (member.Provider == pool.Provider.Name ? WorkAsync(member) : WorkElsewhereAsync(member)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        return due.Count;
    }

    /// <summary>Works on what a provider has that was the pool's before: asked of this one, it would be gone, and its row would go.</summary>
    private async Task WorkElsewhereAsync(SandboxMember member)
    {
        if (parts.FindProvider(member.Provider) is { } other)
        {
            await _ofOthers.GetOrAdd(member.Provider, _ => Under(other)).WorkAsync(member).ConfigureAwait(false);
            return;
        }

        SandboxPoolLog.ProviderMissing(parts.Log, member.Id, pool.Name, member.Sandbox, member.Provider);
        await members.UpdateAsync(member with { DueAt = parts.Now + pool.Options.CheckInterval }).ConfigureAwait(false);
    }

    private PoolReaper Under(ISandboxProvider provider)
    {
        PoolDefinition others = pool.Under(provider);
        MemberStart itsStart = new(others, parts, members, end);
        return new PoolReaper(others, parts, members, itsStart, end, new IdleReclaim(others, parts, members, end, new OwnSnapshots(others, parts)), template);
    }

    private Task WorkAsync(SandboxMember member) => member.State switch
    {
        SandboxMemberState.Creating => end.EndAsync(member, "its start took too long, or its host is gone"),
        SandboxMemberState.Binding => end.EndAsync(member, "its host is gone before it was handed over"),
        SandboxMemberState.Ready => LookAtReadyAsync(member),
        SandboxMemberState.Leased => TakeFromTheDeadAsync(member),
        SandboxMemberState.Idle => idle.MarkAsync(member),
        SandboxMemberState.Marked => idle.PauseAsync(member),
        SandboxMemberState.Pausing or SandboxMemberState.Restoring => SettleAsync(member),
        SandboxMemberState.Paused when !member.IsEnding() => end.EndAsync(member, "it was paused for as long as it is kept"),
        _ => end.ResumeAsync(member, pool.Options.CallTimeout),
    };

    private async Task LookAtReadyAsync(SandboxMember member)
    {
        if (member.Template != pool.TemplateText && await template.IsInForceAsync(CancellationToken.None).ConfigureAwait(false))
        {
            await end.EndAsync(member, "it is of another version of the template").ConfigureAwait(false);
            return;
        }

        // Written before it is looked at, so that one host does, and a call that claims it now wins.
        SandboxMember next = members.Free(member, SandboxMemberState.Ready, parts.Now + pool.Options.CheckInterval);
        if ((await members.UpdateAsync(next).ConfigureAwait(false)).Member is not { } written)
        {
            return;
        }

        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout);
        try
        {
            SandboxId id = written.Sandbox!.Value;
            ISandbox sandbox = await pool.Provider.ConnectAsync(id, patience.Token).ConfigureAwait(false);
            await pool.Provider.ExtendAsync(id, MemberStart.Whole(pool.Options.ProviderLifetime), patience.Token).ConfigureAwait(false);
            await start.ProbeAsync(sandbox, patience.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SandboxLostException or SandboxPausedException or SandboxCommandFailedException or SandboxCommandTimeoutException or CloudNotFoundException)
        {
            SandboxPoolLog.NotWell(parts.Log, exception, written.Id, pool.Name, written.Sandbox);
            await end.EndAsync(written, "it is not well any more").ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is (CloudBaseException and not StoreUnavailableException) or OperationCanceledException)
        {
            // An error says nothing about the sandbox.
            SandboxPoolLog.NotTended(parts.Log, exception, written.Sandbox!.Value, pool.Name);
        }
    }

    /// <summary>The holder's time is over: the sandbox is its tenant's, and the next call may have it.</summary>
    private async Task TakeFromTheDeadAsync(SandboxMember member)
    {
        DateTimeOffset idleAt = parts.Now + pool.Options.IdleAfter;
        DateTimeOffset until = member.FindActiveUntil() is { } declared && declared > idleAt ? declared : idleAt;
        SandboxMember mine = members.Own(member, SandboxMemberState.Leased, pool.Options.CallTimeout) with { Incarnation = member.Incarnation + 1 };
        if ((await members.UpdateAsync(mine).ConfigureAwait(false)).Member is not { } taken)
        {
            return;
        }

        SandboxPoolLog.HolderGone(parts.Log, member.Owner ?? "-", member.Id, pool.Name, member.Sandbox);
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout / 2, taken.LeaseExpiresAt);
        bool removed = false;
        try
        {
            ISandbox sandbox = await pool.Provider.ConnectAsync(taken.Sandbox!.Value, patience.Token).ConfigureAwait(false);
            await members.SendAsync(taken, order => sandbox.Commands.RemoveCredentialAsync(pool.Options.McpUser, order, patience.Token)).ConfigureAwait(false);
            removed = true;
        }
        catch (SandboxLostException)
        {
            await end.EndAsync(taken, "its provider ended or lost it").ConfigureAwait(false);
            return;
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxPoolLog.CredentialStays(parts.Log, exception, taken.Sandbox!.Value, pool.Name);
        }

        DateTimeOffset look = parts.Now + pool.Options.CheckInterval;
        await members.UpdateAsync(removed
            ? members.Free(taken, SandboxMemberState.Idle, until < look ? until : look).WithActiveUntil(until)
            : members.Free(taken, SandboxMemberState.Marked, parts.Now).WithActiveUntil(null)).ConfigureAwait(false);
    }

    /// <summary>A pause or a restore was left half done: how the sandbox stands decides, once nothing else can come of it.</summary>
    private async Task SettleAsync(SandboxMember member)
    {
        DateTimeOffset now = parts.Now;
        if ((member.FindOpenUntil() is { } open && open > now ? open : member.FindResumeOpenUntil(now)) is { } until)
        {
            // A start from its snapshot, or a resume, may still have its effect: until then its place is counted, and its tenant's next call may go on with it.
            await members.UpdateAsync(members.Free(member, member.State, until)).ConfigureAwait(false);
            return;
        }

        // What a restore resumed and nobody was given is paused as it was recorded: if it were recorded anew, damage would be, too.
        SandboxMember pausing = idle.OwnToPause(member);
        pausing = member.State == SandboxMemberState.Restoring && member.FindManifest() is not null ? pausing.WithAsItWas() : pausing;
        if ((await members.UpdateAsync(pausing).ConfigureAwait(false)).Member is not { } mine)
        {
            return;
        }

        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, mine.LeaseExpiresAt);
        try
        {
            if (mine.Incarnation > 1)
            {
                await end.StopOthersAsync(mine, patience.Token).ConfigureAwait(false);
            }

            SandboxInfo? info = await pool.Provider.FindAsync(mine.Sandbox!.Value, patience.Token).ConfigureAwait(false);
            switch (info?.State)
            {
                case null or SandboxState.Stopped or SandboxState.Stopping or SandboxState.Failed when !mine.IsSaved():
                    await end.EndAsync(mine, "its provider ended or lost it").ConfigureAwait(false);
                    break;
                case null or SandboxState.Stopped or SandboxState.Stopping or SandboxState.Failed or SandboxState.Paused:
                    // What is gone is in its snapshot.
                    await idle.RecordAsync(mine).ConfigureAwait(false);
                    break;
                case SandboxState.Running when mine.FindRefusal() is null && mine.IsAsItWas():
                    await idle.PauseAsItWasAsync(mine, patience.Token).ConfigureAwait(false);
                    await idle.RecordAsync(mine).ConfigureAwait(false);
                    break;
                case SandboxState.Running:
                    await idle.FinishAsync(mine).ConfigureAwait(false);
                    break;
                default:
                    if (parts.Now - mine.StateSince > s_longestChange)
                    {
                        await end.EndAsync(mine, $"its provider has had it as {info.ProviderState} for too long").ConfigureAwait(false);
                    }

                    break;
            }
        }
        catch (Exception exception) when (exception is (CloudBaseException and not StoreUnavailableException) or OperationCanceledException or NotSupportedException)
        {
            SandboxPoolLog.NotPaused(parts.Log, exception, mine.Id, pool.Name, mine.Sandbox);
        }
    }
}
