using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Stops members for good: the sandbox first, the row when it is gone. What fails is tried again by whoever finds the row due.</summary>
internal sealed class MemberEnd(PoolParts parts, PoolMembers members)
{
    /// <summary>How long a call whose answer was lost may go without its effect, and what it made stay out of its provider's lists.</summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromMinutes(5);

    /// <summary>Marks a row to be stopped and stops it; never throws but for the store's errors.</summary>
    /// <remarks>Where the row is not as it was known, but still this host's, it is read again: the answer of a write may have been lost. What another has is left to it.</remarks>
    public async Task EndAsync(SandboxMember member, string why)
    {
        SandboxPoolLog.Ending(parts.Log, member.Id, member.Pool, member.Sandbox, member.State, why);
        SandboxMember? known = member;
        for (int attempt = 0; attempt < 3 && known is not null; attempt++)
        {
            if ((await members.UpdateAsync(Mark(known, s_patience)).ConfigureAwait(false)).Member is { } mine)
            {
                await FinishAsync(mine).ConfigureAwait(false);
                return;
            }

            known = await members.FindMineAsync(known).ConfigureAwait(false);
        }
    }

    /// <summary>Marks a row to be stopped, with something else in the same commit, and stops it.</summary>
    /// <returns>False where another has changed the row, and nothing was written.</returns>
    public async Task<bool> TryEndAsync(SandboxMember member, StoreChange also, string why)
    {
        if ((await members.UpdateAsync(Mark(member, s_patience), also: also).ConfigureAwait(false)).Member is not { } mine)
        {
            return false;
        }

        SandboxPoolLog.Ending(parts.Log, member.Id, member.Pool, member.Sandbox, member.State, why);
        await FinishAsync(mine).ConfigureAwait(false);
        return true;
    }

    /// <summary>Stops what a start has made whose row another has by now, or nobody: only this host knows which it is, and a list may not show it yet.</summary>
    public async Task EndStartedAsync(SandboxMember row, SandboxId sandbox, string why)
    {
        SandboxMember known = (await members.FindAsync(row.Id, CancellationToken.None).ConfigureAwait(false) ?? row) with { Sandbox = sandbox };
        SandboxPoolLog.Ending(parts.Log, known.Id, known.Pool, sandbox, known.State, why);
        MemberWrite marked = await members.UpdateAsync(Mark(known, s_patience)).ConfigureAwait(false);
        await FinishAsync(marked.Member ?? known).ConfigureAwait(false);
    }

    /// <summary>Stops what a row stands for whose end has begun, on this host or another.</summary>
    public async Task ResumeAsync(SandboxMember member, TimeSpan duration)
    {
        if ((await members.UpdateAsync(Mark(member, duration)).ConfigureAwait(false)).Member is { } mine)
        {
            await FinishAsync(mine).ConfigureAwait(false);
        }
    }

    /// <summary>Stops what a row stands for that is marked, and this host's.</summary>
    public async Task FinishAsync(SandboxMember member)
    {
        try
        {
            using CancellationTokenSource patience = parts.Within(s_patience);
            if (await StopAsync(member, patience.Token).ConfigureAwait(false))
            {
                await members.DeleteAsync(member).ConfigureAwait(false);
                return;
            }

            await LaterAsync(member, null).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is (CloudBaseException and not StoreUnavailableException) or OperationCanceledException or NotSupportedException)
        {
            SandboxPoolLog.NotEnded(parts.Log, exception, member.Id, member.Pool, member.Sandbox);
            await LaterAsync(member, exception).ConfigureAwait(false);
        }
    }

    /// <summary>Stops what has the label of a row that the row does not name.</summary>
    /// <returns>Whether there was any.</returns>
    public async Task<bool> StopOthersAsync(SandboxMember member, CancellationToken cancellationToken)
    {
        ISandboxProvider provider = FindProvider(member);
        SandboxQuery query = new() { Metadata = await new PoolLabels(parts).OfAsync(member.Pool, member.Id, cancellationToken).ConfigureAwait(false) };
        bool found = false;
        await foreach (SandboxInfo info in provider.ListAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (info.Metadata.GetValueOrDefault(PoolLabels.Member) == member.Id && info.Id != member.Sandbox)
            {
                found = true;
                await provider.StopAsync(info.Id, cancellationToken).ConfigureAwait(false);
            }
        }

        return found;
    }

    /// <summary>Removes the row of a start that had no effect.</summary>
    public async Task ForgetAsync(SandboxMember member)
    {
        if (!await members.DeleteAsync(member).ConfigureAwait(false) && await members.FindAsync(member.Id, CancellationToken.None).ConfigureAwait(false) is { } other)
        {
            await EndAsync(other, "its start had no effect").ConfigureAwait(false);
        }
    }

    // What was paused does not run while it is stopped: a row that left its state would count as running, and no ceiling was asked for that.
    private static SandboxMemberState StateOf(SandboxMember member) => member.State == SandboxMemberState.Paused ? SandboxMemberState.Paused : SandboxMemberState.Stopping;

    // What is being stopped takes no room among what is paused: a stop that fails for a moment would cost the tenant another one.
    private SandboxMember Mark(SandboxMember member, TimeSpan duration) =>
        members.Own((member.State == SandboxMemberState.Paused ? member.WithEnding() : member) with { PausedBytes = 0 }, StateOf(member), duration);

    private async Task<bool> StopAsync(SandboxMember member, CancellationToken cancellationToken)
    {
        ISandboxProvider provider = FindProvider(member);
        if (member.Sandbox is { } id)
        {
            await provider.StopAsync(id, cancellationToken).ConfigureAwait(false);
        }

        // A start that was repeated, or whose answer was lost, has made a sandbox that the row does not name.
        bool found = (member.Sandbox is null || member.Incarnation > 1) && await StopOthersAsync(member, cancellationToken).ConfigureAwait(false);
        if (member.FindSnapshot() is { } snapshot)
        {
            await provider.DeleteSnapshotAsync(snapshot, cancellationToken).ConfigureAwait(false);
        }

        // Nobody knows what the start whose answer was lost has made, until a list that lags would show it.
        bool isOpen = member.Sandbox is null || member.FindStart() is not null;
        return !isOpen || found || (parts.Now >= (member.FindOpenUntil() ?? member.CreatedAt + Visibility) && member.CountTries() >= 2);
    }

    private ISandboxProvider FindProvider(SandboxMember member) => parts.FindProvider(member.Provider)
        ?? throw new NotSupportedException($"The provider '{member.Provider}' of the sandbox's row '{member.Id}' is not added to this host.");

    private async Task LaterAsync(SandboxMember member, Exception? exception)
    {
        int tries = member.CountTries() + 1;
        TimeSpan wait = exception is null ? Visibility / 2 : Backoff.Next(TimeSpan.FromSeconds(2), s_longestWait, tries - 1, 0.2, parts.Random);
        await members.UpdateAsync(members.Free(member.WithTries(tries), StateOf(member), parts.Now + wait)).ConfigureAwait(false);
    }
}
