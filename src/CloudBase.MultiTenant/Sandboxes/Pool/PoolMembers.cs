using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Reads and writes members' rows. Every write is conditional, so that of many that try one has its way.</summary>
internal sealed class PoolMembers(PoolParts parts)
{
    public ValueTask<IReadOnlyList<SandboxMember>> ReadAsync(SandboxMemberQuery query, int max, CancellationToken cancellationToken) =>
        parts.Store.ReadSandboxMembersAsync(parts.Account, query, max, cancellationToken);

    public ValueTask<SandboxMember?> FindAsync(string id, CancellationToken cancellationToken) => parts.Store.FindSandboxMemberAsync(parts.Account, id, cancellationToken);

    /// <summary>Reads a row again that is this host's to work on; null where another has it by now, or nobody.</summary>
    public async ValueTask<SandboxMember?> FindMineAsync(SandboxMember mine) =>
        await FindAsync(mine.Id, CancellationToken.None).ConfigureAwait(false) is { } now && now.Owner == parts.Host && now.Incarnation == mine.Incarnation ? now : null;

    public async ValueTask<MemberWrite> InsertAsync(SandboxMember member, SandboxCeilings ceilings)
    {
        CommitResult result = await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.InsertSandboxMember(member, ceilings)), CancellationToken.None).ConfigureAwait(false);
        return result.IsCommitted ? new(member with { Version = 1 }, null) : new(null, result.Ceiling);
    }

    public async ValueTask<MemberWrite> UpdateAsync(SandboxMember member, SandboxCeilings? ceilings = null, bool canWait = false)
    {
        CommitResult result = await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.UpdateSandboxMember(member, ceilings)) with { CanWait = canWait }, CancellationToken.None).ConfigureAwait(false);
        return result.IsCommitted ? new(member with { Version = member.Version + 1 }, null) : new(null, result.Ceiling);
    }

    /// <summary>Removes a row; false when another has changed it.</summary>
    public async ValueTask<bool> DeleteAsync(SandboxMember member)
    {
        CommitResult result = await parts.Store.CommitAsync(ChangeSet.Of(new StoreChange.DeleteSandboxMember(member)), CancellationToken.None).ConfigureAwait(false);
        return result.IsCommitted;
    }

    /// <summary>Sends a command into the sandbox of a row that is this host's, in the order of the row's versions.</summary>
    /// <param name="mine">The row.</param>
    /// <param name="send">Sends it with an order.</param>
    /// <exception cref="SandboxCommandFailedException">It failed, or a later one was there before, of whoever has the row by now.</exception>
    public Task<T> SendAsync<T>(SandboxMember mine, Func<long, Task<T>> send) => SendAsync(mine, mine.FirstOrder(), send);

    public Task SendAsync(SandboxMember mine, Func<long, Task> send) => SendAsync(mine, mine.FirstOrder(), send);

    public Task SendAsync(SandboxMember mine, long order, Func<long, Task> send) => SendAsync(mine, order, async o =>
    {
        await send(o).ConfigureAwait(false);
        return true;
    });

    /// <summary>Sends a command into the sandbox of a row that is this host's, with an order of its own.</summary>
    public async Task<T> SendAsync<T>(SandboxMember mine, long order, Func<long, Task<T>> send)
    {
        try
        {
            return await send(order).ConfigureAwait(false);
        }
        catch (SandboxCommandFailedException exception) when (SandboxCommandOrder.FindLater(exception.Result) is not null)
        {
            // Where the row is still this host's, no later one can have been there: the store was set back, or code in the sandbox says so.
            if (await FindMineAsync(mine).ConfigureAwait(false) is null)
            {
                throw;
            }

            long later = SandboxCommandOrder.FindLater(exception.Result)!.Value;
            SandboxPoolLog.OrderAhead(parts.Log, mine.Id, mine.Pool, mine.Sandbox, later, order);
            return await send(later + 1).ConfigureAwait(false);
        }
    }

    /// <summary>The row in another state, worked on by nobody, to be looked at when it is due.</summary>
    public SandboxMember Free(SandboxMember member, SandboxMemberState state, DateTimeOffset dueAt) =>
        Enter(member, state) with { Owner = null, LeaseExpiresAt = null, DueAt = dueAt };

    /// <summary>The row in another state, this host's for a time.</summary>
    public SandboxMember Own(SandboxMember member, SandboxMemberState state, TimeSpan duration) => Own(member, state, duration, parts.Now);

    public SandboxMember Own(SandboxMember member, SandboxMemberState state, TimeSpan duration, DateTimeOffset now)
    {
        DateTimeOffset expires = now + duration;
        return Enter(member, state) with { Owner = parts.Host, LeaseExpiresAt = expires, DueAt = expires + parts.ClockSkew };
    }

    private SandboxMember Enter(SandboxMember member, SandboxMemberState state) =>
        member.State == state ? member : member with { State = state, StateSince = parts.Now };
}
