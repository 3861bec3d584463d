namespace CloudBase.MultiTenant.Credentials;

/// <summary>A lease with all that decides whether it is handed out now. Immutable: a change makes a new one.</summary>
internal sealed class ServedCredential
{
    private readonly long _fastFrom;
    private readonly long _fastUntil;
    private readonly long _expires;
    private readonly long _longestPromise;

    public ServedCredential(
        CredentialLease lease,
        CredentialWindow window,
        TimeSpan longestPromise,
        DateTimeOffset checkedAt,
        DateTimeOffset nextAttemptAt,
        long epoch,
        CredentialOptions options)
    {
        Lease = lease;
        Window = window;
        LongestPromise = longestPromise;
        CheckedAt = checkedAt;
        NextAttemptAt = nextAttemptAt;
        Epoch = epoch;
        CheckDueAt = checkedAt + (options.TenantCheckInterval / 2);
        CheckedUntil = checkedAt + options.TenantCheckInterval;
        _expires = lease.ExpiresAt.UtcTicks;
        _longestPromise = longestPromise.Ticks;
        _fastFrom = checkedAt.UtcTicks;
        long until = Math.Min(RefreshDueAt.UtcTicks, CheckDueAt.UtcTicks);
        until = Math.Min(until, Math.Min(window.MustRefreshAt.UtcTicks, (lease.ExpiresAt - options.MinimumRemaining).UtcTicks));
        _fastUntil = longestPromise < options.MinimumRemaining ? long.MinValue : until;
    }

    public CredentialLease Lease { get; }

    public CredentialWindow Window { get; }

    public TimeSpan LongestPromise { get; }

    /// <summary>When the tenant was last seen to be active.</summary>
    public DateTimeOffset CheckedAt { get; }

    /// <summary>From here the tenant is looked at again in the background.</summary>
    public DateTimeOffset CheckDueAt { get; }

    /// <summary>From here it is not handed out before the tenant was looked at again.</summary>
    public DateTimeOffset CheckedUntil { get; }

    /// <summary>No renewal is tried before this.</summary>
    public DateTimeOffset NextAttemptAt { get; }

    /// <summary>The tenant's epoch in which it was checked.</summary>
    public long Epoch { get; }

    public DateTimeOffset RefreshDueAt => Window.RefreshAt > NextAttemptAt ? Window.RefreshAt : NextAttemptAt;

    public TimeSpan Lifetime => Lease.ExpiresAt - Lease.IssuedAt;

    /// <summary>Says whether it can be handed out without a further thought.</summary>
    public bool IsFast(long nowTicks, TimeSpan? minimum) =>
        nowTicks >= _fastFrom && nowTicks < _fastUntil
        && (minimum is not { } wanted || (wanted.Ticks <= _longestPromise && _expires - nowTicks >= wanted.Ticks));

    public bool Meets(DateTimeOffset now, TimeSpan minimum) =>
        now < Window.ServeUntil && Lease.ExpiresAt - now >= minimum && minimum <= LongestPromise;

    /// <summary>A clock that went back before the last look makes what is known of the tenant worthless.</summary>
    public bool IsChecked(DateTimeOffset now) => now >= CheckedAt && now < CheckedUntil;

    public ServedCredential CheckedAgain(DateTimeOffset now, long epoch, CredentialOptions options) =>
        new(Lease, Window, LongestPromise, now, NextAttemptAt, epoch, options);

    public ServedCredential Promising(TimeSpan longest, CredentialOptions options) =>
        new(Lease, Window, longest, CheckedAt, NextAttemptAt, Epoch, options);

    public ServedCredential NotBefore(DateTimeOffset nextAttempt, CredentialOptions options) =>
        new(Lease, Window, LongestPromise, CheckedAt, nextAttempt, Epoch, options);
}
