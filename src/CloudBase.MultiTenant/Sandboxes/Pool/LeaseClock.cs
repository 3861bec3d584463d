using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The time of one lease by the clock that nobody sets: where the wall clock is set back, the lease neither lasts longer here nor ends earlier in its row.</summary>
internal sealed class LeaseClock
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _lease;
    private readonly long _ownedSince;
    private readonly DateTimeOffset _ownedOn;
    private long _endsAt;

    /// <param name="member">The row, this host's: a claim, or a lease.</param>
    /// <param name="ownedSince">The timestamp from just before it was written.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="time">This host's clock.</param>
    public LeaseClock(SandboxMember member, long ownedSince, PoolDefinition pool, TimeProvider time)
    {
        TimeSpan owned = member.State == SandboxMemberState.Binding ? pool.BindingPatience : pool.Options.LeaseDuration;
        (_time, _lease, _ownedSince, _ownedOn) = (time, pool.Options.LeaseDuration, ownedSince, member.LeaseExpiresAt!.Value - owned);

        // What is handed over under its claim is held for no longer than a lease that nobody renews.
        _endsAt = Math.Min(Timestamp(ownedSince, owned), Timestamp(time.GetTimestamp(), _lease));
    }

    /// <summary>Now, as it goes into the row: the wall clock, or what it would say if it had not been set back. Others would take a row that ends in their past.</summary>
    public DateTimeOffset Now => _time.GetUtcNow() is var wall && _ownedOn + _time.GetElapsedTime(_ownedSince) is var gone && gone > wall ? gone : wall;

    /// <summary>How long the lease still lasts.</summary>
    public TimeSpan Left => _time.GetElapsedTime(_time.GetTimestamp(), Interlocked.Read(ref _endsAt));

    /// <summary>Notes that the row was written as this host's.</summary>
    /// <param name="written">The row.</param>
    /// <param name="asked">The timestamp from just before.</param>
    public void Renew(SandboxMember written, long asked)
    {
        if (written.LeaseExpiresAt is not null)
        {
            Interlocked.Exchange(ref _endsAt, Timestamp(asked, _lease));
        }
    }

    private long Timestamp(long from, TimeSpan after) => from + (long)(after.TotalSeconds * _time.TimestampFrequency);
}
