using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The row of a lease: written by one at a time, and known to be this host's until a time that neither a store nor whoever sets this host's clock can move.</summary>
internal sealed class LeaseRow(SandboxMember member, long ownedSince, PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private readonly CommitTurn _turn = new();
    private readonly DateTimeOffset _lifeEndsAt = parts.Now + pool.Options.MaxLife;
    private SandboxMember _member = member;

    // What is handed over under its claim is held for no longer than the claim is this host's, and no longer than a lease that nobody renews.
    private long _expiresAt = Math.Min(member.LeaseExpiresAt!.Value.UtcTicks, (parts.Now + pool.Options.LeaseDuration).UtcTicks);
    private readonly LeaseClock _clock = new(member, ownedSince, pool, parts.Time);
    private long _order;
    private long _activityAt = parts.Now.UtcTicks;
    private long _activeUntil = member.FindActiveUntil()?.UtcTicks ?? 0;

    public SandboxMember Member => _member;

    /// <summary>Whether the store has it as a lease, and not as a claim only.</summary>
    public bool IsRecorded => _member.State != SandboxMemberState.Binding;

    public DateTimeOffset ExpiresAt => new(Interlocked.Read(ref _expiresAt), TimeSpan.Zero);

    /// <summary>How long it is still this host's, by the wall clock or the one that nobody sets, whichever ends first.</summary>
    public TimeSpan Left => ExpiresAt - parts.Now is var left && left < _clock.Left ? left : _clock.Left;

    public DateTimeOffset LifeEndsAt => _lifeEndsAt;

    /// <summary>Whether its tenant's time of the month is used up: a renewal pays ahead wherever anything is left.</summary>
    public bool IsTimeUsedUp => _member.FindTime() is { IsHeld: false } time && time.PaidUntil <= parts.Now;

    public void Touch() => Interlocked.Exchange(ref _activityAt, parts.Now.UtcTicks);

    public void KeepActive(TimeSpan time)
    {
        Touch();
        long until = (parts.Now + time).UtcTicks;
        for (long known = Interlocked.Read(ref _activeUntil); known < until && Interlocked.CompareExchange(ref _activeUntil, until, known) != known; known = Interlocked.Read(ref _activeUntil))
        {
        }
    }

    /// <summary>Prolongs the lease; the first time, records what was handed over under its claim.</summary>
    /// <returns>False when another has the sandbox.</returns>
    /// <remarks>With it goes what work was declared: it goes on in the sandbox when this host has died.</remarks>
    public ValueTask<bool> RenewAsync() => WriteAsync(m => members.Own(m, SandboxMemberState.Leased, pool.Options.LeaseDuration, _clock.Now).WithActiveUntil(FindDeclared()));

    /// <summary>Gives the sandbox back to its tenant's keeping.</summary>
    /// <param name="isIdleNow">Whether it is to be paused without the usual wait.</param>
    public ValueTask<bool> ReturnAsync(bool isIdleNow) => WriteAsync(m =>
    {
        DateTimeOffset now = parts.Now;
        if (isIdleNow)
        {
            return members.Free(m, SandboxMemberState.Marked, now).WithActiveUntil(null);
        }

        DateTimeOffset idleAt = now + pool.Options.IdleAfter;
        DateTimeOffset declared = new(Interlocked.Read(ref _activeUntil), TimeSpan.Zero);
        DateTimeOffset until = declared > idleAt ? declared : idleAt;
        until = until > _lifeEndsAt && _lifeEndsAt > now ? _lifeEndsAt : until;
        DateTimeOffset look = now + pool.Options.CheckInterval;
        return members.Free(m, SandboxMemberState.Idle, until < look ? until : look).WithActiveUntil(until);
    });

    /// <summary>Sends a command into the sandbox, after all that this lease has sent and before all that whoever takes the row sends. One at a time.</summary>
    public Task SendAsync(Func<long, Task> send)
    {
        SandboxMember now = _member;
        _order = Math.Max(_order, now.FirstOrder()) + 1;
        return members.SendAsync(now, _order, send);
    }

    /// <summary>Changes the row. What another wrote in between is looked at: a lost answer of this host's own write is no loss of the sandbox.</summary>
    public async ValueTask<bool> WriteAsync(Func<SandboxMember, SandboxMember> change)
    {
        await _turn.EnterAsync().ConfigureAwait(false);
        try
        {
            for (int attempt = 0; attempt < 3; attempt++)
            {
                long asked = parts.Time.GetTimestamp();
                SandboxMember changed = change(_member) with { LastActivityAt = new DateTimeOffset(Interlocked.Read(ref _activityAt), TimeSpan.Zero) };
                if ((await members.UpdateAsync(changed, canWait: true).ConfigureAwait(false)).Member is { } written)
                {
                    Keep(written);
                    _clock.Renew(written, asked);
                    return true;
                }

                if (await members.FindAsync(_member.Id, CancellationToken.None).ConfigureAwait(false) is not { } now || !IsMine(now))
                {
                    return false;
                }

                Keep(now);
            }

            return false;
        }
        finally
        {
            _turn.Leave();
        }
    }

    private DateTimeOffset? FindDeclared()
    {
        DateTimeOffset until = new(Math.Min(Interlocked.Read(ref _activeUntil), _lifeEndsAt.UtcTicks), TimeSpan.Zero);
        return until > parts.Now ? until : null;
    }

    private bool IsMine(SandboxMember now) => now.Owner == parts.Host && now.Incarnation == _member.Incarnation && now.State == SandboxMemberState.Leased;

    private void Keep(SandboxMember member)
    {
        _member = member;
        if (member.LeaseExpiresAt is { } expires)
        {
            Interlocked.Exchange(ref _expiresAt, expires.UtcTicks);
        }
    }
}
