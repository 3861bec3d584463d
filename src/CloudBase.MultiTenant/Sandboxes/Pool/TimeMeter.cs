using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Holds tenants to the time for which their sandboxes may run in a month: each row is paid for until somebody looks at it next, and a little longer, in the commit that writes it.</summary>
/// <remarks>
/// What is paid ahead and not used is given back when the row is paused, stopped or removed. A host that dies leaves a row that is paid for until a time, and no longer: what nobody looks at takes nothing more.
/// A row without a claim under a limit is not counted, and costs no read.
/// </remarks>
internal sealed class TimeMeter(PoolParts parts, SandboxPoolOptions? options)
{
    /// <summary>How far ahead is paid beyond the next look: the record is written once in so much time, and not with each renewal.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);

    /// <summary>Looks how a row may be written.</summary>
    /// <param name="member">The row as it is to be written.</param>
    /// <param name="limit">How long its tenant's may run in a month, where this is a claim of the tenant's; null for no limit, and for all that is no claim.</param>
    public ValueTask<Metered> MeterAsync(SandboxMember member, TimeSpan? limit) => (member.Tenant is null ? null : member.FindTime()) switch
    {
        null when limit is { } most && IsCounted(member.State) => HoldAsync(member, most),
        null => new(new Metered(member)),
        { } time when !IsCounted(member.State) => ReleaseAsync(member, time),
        { IsHeld: true } when member.State is SandboxMemberState.Creating or SandboxMemberState.Binding or SandboxMemberState.Restoring => new(new Metered(member)),
        { } time => RunAsync(member, time.From(parts.Now), limit),
    };

    /// <summary>Looks what goes with the removal of a row.</summary>
    public ValueTask<Metered> RemoveAsync(SandboxMember member) => member.FindTime() is { } time ? ReleaseAsync(member, time) : new(new Metered(member));

    // From the order to pause or stop on the tenant has nothing of it, however long a provider takes.
    private static bool IsCounted(SandboxMemberState state) => state is not (SandboxMemberState.Pausing or SandboxMemberState.Paused or SandboxMemberState.Stopping);

    private ValueTask<TenantTime> ReadAsync(SandboxMember member, DateTimeOffset at) => TenantTime.ReadAsync(parts.Store, member.Account, member.Tenant!.Tenant, at, CancellationToken.None);

    private async ValueTask<Metered> HoldAsync(SandboxMember member, TimeSpan limit)
    {
        DateTimeOffset now = parts.Now;
        TenantTime time = await ReadAsync(member, now).ConfigureAwait(false);
        TimeSpan left = limit - time.Spent;
        if (left <= TimeSpan.Zero)
        {
            return new(member, OpensIn: TenantTime.EndOf(time.Month) - now);
        }

        // As much as a lease is paid for when it is recorded, so that its record needs no more.
        TimeSpan held = Smaller(left, (options?.LeaseDuration ?? TimeSpan.Zero) + parts.ClockSkew + Ahead);
        return new(member.WithTime(MeteredTime.Held(time.Month, held)), time.With(held, now));
    }

    private async ValueTask<Metered> RunAsync(SandboxMember member, MeteredTime paid, TimeSpan? claimed)
    {
        DateTimeOffset now = parts.Now;
        member = member.WithTime(paid);
        if (paid.PaidUntil >= member.DueAt || member.DueAt <= now)
        {
            return new(member);
        }

        if ((claimed ?? await FindLimitAsync(member).ConfigureAwait(false)) is not { } limit)
        {
            return new(member.WithTime(null));
        }

        // What went by while no host looked is not counted: nobody knows for how long of it there was a sandbox.
        DateTimeOffset from = paid.PaidUntil > now ? paid.PaidUntil : now;
        TenantTime time = await ReadAsync(member, from).ConfigureAwait(false);
        TimeSpan more = Smaller(limit - time.Spent, member.DueAt + Ahead - from);
        if (more > TimeSpan.Zero)
        {
            return new(EndInTime(member.WithTime(MeteredTime.Paid(time.Month, from + more)), from + more), time.With(more, now));
        }

        return claimed is not null && paid.PaidUntil <= now
            ? new(member, OpensIn: TenantTime.EndOf(time.Month) - now)
            : new(EndInTime(member, paid.PaidUntil));
    }

    private async ValueTask<Metered> ReleaseAsync(SandboxMember member, MeteredTime paid)
    {
        DateTimeOffset now = parts.Now;
        TimeSpan back = paid.LeftAt(now);
        member = member.WithTime(null);
        if (back == TimeSpan.Zero)
        {
            return new(member);
        }

        TenantTime time = await ReadAsync(member, now).ConfigureAwait(false);
        return time.Month == paid.Month ? new(member, time.With(-back, now)) : new(member);
    }

    private async ValueTask<TimeSpan?> FindLimitAsync(SandboxMember member) =>
        TenantCeilings.MonthlyTime(await parts.Store.FindTenantAsync(member.Tenant!, CancellationToken.None).ConfigureAwait(false), options);

    // A lease is ended by its holder; what nobody holds is looked at when its time is over, and paused then.
    private SandboxMember EndInTime(SandboxMember member, DateTimeOffset paidUntil) => (member.State, paidUntil < member.DueAt) switch
    {
        (SandboxMemberState.Idle, true) when paidUntil <= parts.Now => member with { State = SandboxMemberState.Marked, StateSince = parts.Now, DueAt = parts.Now },
        (SandboxMemberState.Idle, true) => member with { DueAt = paidUntil },
        (SandboxMemberState.Marked, true) when member.FindResumeOpenUntil(parts.Now) is null => member with { DueAt = paidUntil > parts.Now ? paidUntil : parts.Now },
        _ => member,
    };

    private static TimeSpan Smaller(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
