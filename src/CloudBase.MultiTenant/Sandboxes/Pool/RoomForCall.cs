using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Writes a row that takes room in the pool for a call. Where there is none, some is made and waited for: for a tenant's own as for a new sandbox.</summary>
internal sealed class RoomForCall(PoolDefinition pool, PoolParts parts, PoolMembers members, WarmMembers warm, PoolDrain drain, IdleReclaim idle, MemberEnd end)
{
    /// <summary>How many warm ones give way to one call each time that it asks: another host's refill may be faster than it.</summary>
    private const int MostWarm = 3;

    private static readonly SandboxMemberState[] s_running = [.. Enum.GetValues<SandboxMemberState>().Where(s => s != SandboxMemberState.Paused)];

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(500);

    private readonly RoomQueue _queue = new();

    /// <summary>Writes until there is room, the write is refused for another reason, or the call's patience is over.</summary>
    /// <param name="acquisition">The call.</param>
    /// <param name="isOwn">Whether it is for what the tenant has: a warm sandbox is of no use to it, and gives way.</param>
    /// <param name="write">Writes the row, as it stands then.</param>
    /// <param name="patience">Ends the wait.</param>
    /// <returns>What became of the last write.</returns>
    /// <exception cref="SandboxPoolDrainedException">The pool was drained while the call waited.</exception>
    public async Task<MemberWrite> WriteAsync(Acquisition acquisition, bool isOwn, Func<ValueTask<MemberWrite>> write, CancellationToken patience)
    {
        // The room is kept until the row stands, which is counted from then on.
        using IDisposable room = warm.KeepRoom();
        TimeSpan wait = acquisition.Request.Patience ?? pool.Options.WaitForRoom;
        long begun = parts.Time.GetTimestamp();
        await drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
        MemberWrite written = _queue.IsEmpty ? await TryAsync(acquisition, isOwn, write).ConfigureAwait(false) : new(null, StoreCeiling.PoolTotal);
        if (written.Ceiling != StoreCeiling.PoolTotal)
        {
            return written;
        }

        using RoomQueue.Place place = _queue.Join();
        await idle.MakeRoomAsync(CancellationToken.None).ConfigureAwait(false);
        while (wait - parts.Time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            await WaitAsync(place, left, patience).ConfigureAwait(false);
            await drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
            written = place.IsFirst ? await TryAsync(acquisition, isOwn, write).ConfigureAwait(false) : written;
            if (written.Ceiling != StoreCeiling.PoolTotal)
            {
                return written;
            }
        }

        // Who slept through the end of its patience is told what is so now.
        await drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
        return written;
    }

    private async Task<MemberWrite> TryAsync(Acquisition acquisition, bool isOwn, Func<ValueTask<MemberWrite>> write)
    {
        MemberWrite written = await write().ConfigureAwait(false);
        for (int i = 0; i < MostWarm && isOwn && written.Ceiling == StoreCeiling.PoolTotal && await StopWarmAsync(acquisition).ConfigureAwait(false); i++)
        {
            written = await write().ConfigureAwait(false);
        }

        return written;
    }

    // Who becomes the first asks at once: room may be for more than one.
    private async Task WaitAsync(RoomQueue.Place place, TimeSpan left, CancellationToken patience)
    {
        Task waiting = parts.WaitAsync(s_lookAgain, left, patience);
        await (place.IsFirst ? waiting : Task.WhenAny(place.Turn, waiting)).ConfigureAwait(false);
        patience.ThrowIfCancellationRequested();
    }

    // Nothing goes for a tenant that may run no more anyhow.
    private async Task<bool> StopWarmAsync(Acquisition acquisition)
    {
        if (TenantCeilings.Of(acquisition.Tenant, pool.Options).TenantRunning is { } most
            && (await members.ReadAsync(new SandboxMemberQuery { Tenant = acquisition.Key.Tenant, States = s_running }, most, CancellationToken.None).ConfigureAwait(false)).Count >= most)
        {
            return false;
        }

        IReadOnlyList<SandboxMember> ready = await members.ReadAsync(new SandboxMemberQuery { Pool = pool.Name, States = [SandboxMemberState.Ready] }, 1, CancellationToken.None).ConfigureAwait(false);
        if (ready is not [{ } oldest])
        {
            return false;
        }

        await end.EndAsync(oldest, "a tenant came back to its own sandbox, and the pool has no room for both").ConfigureAwait(false);
        return true;
    }
}
