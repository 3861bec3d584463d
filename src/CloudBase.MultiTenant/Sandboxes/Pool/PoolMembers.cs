using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Reads and writes members' rows. Every write is conditional, so that of many that try one has its way.</summary>
internal sealed class PoolMembers(PoolParts parts, SandboxPoolOptions? options = null)
{
    /// <summary>Each time that another has written in between what is counted with a row, that other has got on.</summary>
    private const int MostTries = 100;

    private readonly TimeMeter _meter = new(parts, options);
    private readonly RefusedMembers _refused = new(parts);

    public ValueTask<IReadOnlyList<SandboxMember>> ReadAsync(SandboxMemberQuery query, int max, CancellationToken cancellationToken) =>
        parts.Store.ReadSandboxMembersAsync(parts.Account, query, max, cancellationToken);

    public ValueTask<SandboxMember?> FindAsync(string id, CancellationToken cancellationToken) => parts.Store.FindSandboxMemberAsync(parts.Account, id, cancellationToken);

    /// <summary>Reads a row again that is this host's to work on; null where another has it by now, or nobody.</summary>
    public async ValueTask<SandboxMember?> FindMineAsync(SandboxMember mine) =>
        await FindAsync(mine.Id, CancellationToken.None).ConfigureAwait(false) is { } now && now.Owner == parts.Host && now.Incarnation == mine.Incarnation ? now : null;

    /// <summary>Adds a row.</summary>
    /// <param name="member">The row.</param>
    /// <param name="ceilings">What must hold afterwards.</param>
    /// <param name="limit">How long its tenant's sandboxes may run in a month; null for no limit.</param>
    public ValueTask<MemberWrite> InsertAsync(SandboxMember member, SandboxCeilings ceilings, TimeSpan? limit = null) =>
        WriteAsync(() => _meter.MeterAsync(member, limit), static (m, c) => new StoreChange.InsertSandboxMember(m, c), ceilings, static m => m with { Version = 1 });

    /// <summary>Changes a row.</summary>
    /// <param name="member">The row.</param>
    /// <param name="ceilings">What must hold afterwards; null for nothing.</param>
    /// <param name="canWait">Whether claims go before it.</param>
    /// <param name="limit">In a claim of its tenant's, how long its tenant's sandboxes may run in a month; else null.</param>
    /// <param name="also">What is written with it.</param>
    public ValueTask<MemberWrite> UpdateAsync(SandboxMember member, SandboxCeilings? ceilings = null, bool canWait = false, TimeSpan? limit = null, StoreChange? also = null) =>
        WriteAsync(() => _meter.MeterAsync(member, limit), static (m, c) => new StoreChange.UpdateSandboxMember(m, c), ceilings, static m => m with { Version = m.Version + 1 }, canWait, also);

    /// <summary>Removes a row; false when another has changed it.</summary>
    public async ValueTask<bool> DeleteAsync(SandboxMember member) =>
        (await WriteAsync(() => _meter.RemoveAsync(member), static (m, _) => new StoreChange.DeleteSandboxMember(m), null, static m => m).ConfigureAwait(false)).Member is not null;

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

    private async ValueTask<MemberWrite> WriteAsync(
        Func<ValueTask<Metered>> meter, Func<SandboxMember, SandboxCeilings?, StoreChange> change, SandboxCeilings? ceilings, Func<SandboxMember, SandboxMember> stored, bool canWait = false, StoreChange? also = null)
    {
        IReadOnlyList<StoreChange> beside = [];
        for (int i = 0; i < MostTries; i++)
        {
            Metered metered = await meter().ConfigureAwait(false);
            if (metered.OpensIn is { } opens)
            {
                return new(null, null, opens);
            }

            StoreChange row = change(metered.Member, beside.Count == 0 ? ceilings : ceilings! with { TenantTotal = ceilings.TenantTotal + beside.Count });
            StoreChange? time = metered.Time is { } taken ? new StoreChange.PutSharedRecord(taken) : null;
            CommitResult result = await parts.Store.CommitAsync(ChangeSet.Of([row, .. beside, .. Some(time), .. Some(also)]) with { CanWait = canWait }, CancellationToken.None).ConfigureAwait(false);
            if (result.IsCommitted)
            {
                return new(stored(metered.Member), null);
            }

            bool isOther = result.Refused is StoreChange.PutSharedRecord || beside.Contains(result.Refused!);
            if (result.Ceiling == StoreCeiling.TenantTotal && beside.Count == 0)
            {
                beside = await _refused.FindBesideAsync(metered.Member, ceilings!.TenantTotal!.Value).ConfigureAwait(false);
                isOther = beside.Count > 0;
            }
            else if (isOther)
            {
                beside = [];
            }

            if (!isOther)
            {
                return new(null, result.Ceiling);
            }
        }

        throw new StoreUnavailableException($"A row of a sandbox was not written: others changed what is counted with it {MostTries} times in a row. Ask again.");
    }

    private static StoreChange[] Some(StoreChange? change) => change is null ? [] : [change];

    private SandboxMember Enter(SandboxMember member, SandboxMemberState state) =>
        member.State == state ? member : member with { State = state, StateSince = parts.Now };
}
