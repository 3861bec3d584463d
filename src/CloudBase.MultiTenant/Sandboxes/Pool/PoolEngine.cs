using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.HealthChecks;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One pool of this host: gives sandboxes to callers, and keeps the pool in order. Thread-safe.</summary>
internal sealed class PoolEngine
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(250);

    private readonly PoolParts _parts;
    private readonly PoolMembers _members;
    private readonly WarmMembers _warm;
    private readonly OwnSandboxes _own;
    private readonly WarmClaim _claim;
    private readonly ColdStart _cold;
    private readonly Refill _refill;
    private readonly PoolReaper _reaper;
    private readonly PoolSweeps _sweeps;
    private readonly PoolTemplate _template;
    private readonly RefillLedger _ledger;
    private readonly SandboxLeases _leases;
    private readonly PoolDrain _drain;
    private readonly PoolDraining _draining;
    private readonly PoolDiscard _discard;
    private readonly ShortageClock _shortage;
    private readonly RoundClock _rounds;
    private readonly PoolRetirement? _retirement;

    public PoolEngine(PoolDefinition pool, PoolParts parts)
    {
        (Pool, _parts) = (pool, parts);
        _members = new PoolMembers(parts, pool.Options);
        _shortage = new ShortageClock(parts.Time);
        _rounds = new RoundClock(parts.Time);
        MemberEnd end = new(parts, _members);
        MemberStart start = new(pool, parts, _members, end);
        _warm = new WarmMembers(pool, parts, _members);
        _drain = new PoolDrain(pool, parts);
        _draining = new PoolDraining(pool, parts, _members);
        _discard = new PoolDiscard(pool, parts, _members, end);
        _leases = new SandboxLeases(pool, parts, _members, _drain, end);
        SandboxBinder binder = new(pool, parts, _members, start, _leases);
        IdleReclaim idle = new(pool, parts, _members, end, new OwnSnapshots(pool, parts));
        RoomForCall room = new(pool, parts, _members, _warm, _drain, idle, end);
        _ledger = new RefillLedger(pool, parts);
        _template = new PoolTemplate(pool, parts);
        _own = new OwnSandboxes(pool, parts, _members, binder, new SnapshotRestore(pool, parts, _members, binder, idle), end, new OwnClaim(pool, parts, _members, room));
        _claim = new WarmClaim(pool, parts, _members, _warm, binder, end);
        _cold = new ColdStart(pool, parts, _members, start, binder, end, _ledger, room);
        _refill = new Refill(pool, parts, _members, _warm, start, end, _ledger);
        _reaper = new PoolReaper(pool, parts, _members, start, end, idle, _template);
        _retirement = pool.Options.Retired ? new PoolRetirement(pool, parts, _members, end, _template) : null;
        _sweeps = new PoolSweeps(pool, parts, _members);
    }

    public PoolDefinition Pool { get; }

    /// <summary>Gives a sandbox. The token ends waits; what was claimed or begun is finished.</summary>
    public async Task<SandboxLease> AcquireAsync(TenantId id, SandboxRequest request, CancellationToken patience)
    {
        AcquireClock clock = new(_parts.Time);
        ThrowIfRetired();
        await _drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
        using CredentialLease lease = await _parts.Broker.GetAsync(id, CredentialRequest.ForMcp, patience).ConfigureAwait(false);
        TenantStanding standing = await _parts.Store.FindTenantStandingAsync(lease.Tenant, patience).ConfigureAwait(false);
        Tenant tenant = TenantAccess.ThrowIfNotActive(standing.Tenant, id);
        IReadOnlyList<SandboxMember> own = request.AllowRestore && standing.MayHaveSandboxes ? await _own.ReadAsync(id, patience).ConfigureAwait(false) : [];
        clock.EndAdmission();

        Acquisition acquisition = new(tenant, lease, request, clock, Pool.Options);
        own = own.Count == 0 ? own : await WhenSettledAsync(own, acquisition, patience).ConfigureAwait(false);
        await _drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
        return (own.Count == 0 ? null : await _own.TryAsync(own, acquisition, patience).ConfigureAwait(false))
            ?? await _claim.TryAsync(acquisition, patience).ConfigureAwait(false)
            ?? (Pool.MayStartCold(request) ? await _cold.TryAsync(acquisition, patience).ConfigureAwait(false) : null)
            ?? throw Exhausted(acquisition);
    }

    public async Task<SandboxPoolStatus> CountAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<SandboxMemberCount> counts = await _parts.Store.CountSandboxMembersAsync(_parts.Account, Pool.Name, cancellationToken).ConfigureAwait(false);
        string template = await _template.FindInForceAsync(cancellationToken).ConfigureAwait(false) ?? Pool.TemplateText;
        DrainState? drained = await _drain.ReadAsync(cancellationToken).ConfigureAwait(false);
        int ready = counts.Where(c => c.State == SandboxMemberState.Ready && c.Template == template).Sum(c => c.Count);
        int Of(params ReadOnlySpan<SandboxMemberState> states)
        {
            int sum = 0;
            foreach (SandboxMemberCount count in counts)
            {
                sum += states.Contains(count.State) ? count.Count : 0;
            }

            return sum;
        }

        SandboxPoolStatus status = new()
        {
            Pool = Pool.Name,
            Target = Pool.Options.Retired ? 0 : Pool.Options.WarmTarget,
            Ceiling = Pool.Options.MaxTotal,
            Ready = ready,
            Creating = Of(SandboxMemberState.Creating),
            Leased = Of(SandboxMemberState.Binding, SandboxMemberState.Leased, SandboxMemberState.Restoring),
            Idle = Of(SandboxMemberState.Idle, SandboxMemberState.Marked, SandboxMemberState.Pausing),
            Paused = Of(SandboxMemberState.Paused),
            Stopping = Of(SandboxMemberState.Stopping, SandboxMemberState.Ready) - ready,
            IsBreakerOpen = await _ledger.LookAsync(cancellationToken).ConfigureAwait(false),
            IsDrained = drained is not null || Pool.Options.Retired,
            LeasesEndAt = drained?.LeasesEndAt,
        };
        _shortage.Note(!status.IsDrained && status.Ready < status.Target);
        return status;
    }

    /// <summary>Counts, and says for how long something has been amiss.</summary>
    public async Task<PoolStanding> StandAsync(CancellationToken cancellationToken)
    {
        SandboxPoolStatus status = await CountAsync(cancellationToken).ConfigureAwait(false);
        return new PoolStanding(status, _shortage.Lasts, _rounds.SinceLast, _rounds.Lasts, Pool.Options.Retired);
    }

    /// <summary>Takes the pool out of use, on all hosts.</summary>
    public async Task<SandboxPoolDrain> DrainAsync(TimeSpan? leasesEndIn, CancellationToken cancellationToken)
    {
        DrainState state = new(_parts.Now + leasesEndIn);
        await _drain.ChangeAsync(state, cancellationToken).ConfigureAwait(false);
        SandboxPoolLog.Drained(_parts.Log, Pool.Name, state.LeasesEndAt);
        (int stopping, int pausing, int atWork) = await _draining.RunAsync(state, cancellationToken).ConfigureAwait(false);
        SandboxPoolStatus now = await CountAsync(cancellationToken).ConfigureAwait(false);
        return new SandboxPoolDrain(stopping, pausing, now.Leased + atWork, state.LeasesEndAt);
    }

    /// <summary>Puts it to use again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        await _drain.ChangeAsync(null, cancellationToken).ConfigureAwait(false);
        SandboxPoolLog.Resumed(_parts.Log, Pool.Name);
    }

    /// <summary>Gives up what a tenant has paused.</summary>
    public async Task<int> DiscardAsync(TenantId tenant, SandboxDiscard discard, CancellationToken cancellationToken)
    {
        int discarded = await _discard.RunAsync(tenant, discard, cancellationToken).ConfigureAwait(false);
        SandboxPoolLog.Discarded(_parts.Log, discarded, Pool.Name, discard.Reason);
        return discarded;
    }

    /// <summary>One round: rows that are due, the refill or the drain, the sweep.</summary>
    /// <param name="cancellationToken">Ends the round between two steps.</param>
    /// <returns>How many rows were due.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        bool isThrough = false;
        _rounds.Begin();
        try
        {
            int due = await RunRoundAsync(cancellationToken).ConfigureAwait(false);
            isThrough = true;
            return due;
        }
        finally
        {
            _rounds.End(isThrough);
        }
    }

    /// <summary>Waits for the starts, and the sweeps at other providers, that rounds have begun.</summary>
    public Task WaitForStartsAsync() => Task.WhenAll(_refill.WaitAsync(), _sweeps.WaitAsync());

    /// <summary>Returns every lease that this host holds.</summary>
    public Task ReturnAllAsync() => _leases.ReturnAllAsync();

    private async Task<int> RunRoundAsync(CancellationToken cancellationToken)
    {
        await (_retirement?.RunAsync(cancellationToken) ?? _template.AnnounceAsync(cancellationToken).AsTask()).ConfigureAwait(false);
        DrainState? drained = await _drain.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (drained is not null)
        {
            await _draining.RunAsync(drained, cancellationToken).ConfigureAwait(false);
        }

        int due = await _reaper.RunAsync(cancellationToken).ConfigureAwait(false);
        if (drained is null && _retirement is null && await _template.IsInForceAsync(cancellationToken).ConfigureAwait(false))
        {
            await _refill.RunAsync(cancellationToken).ConfigureAwait(false);
        }

        await _sweeps.RunAsync(cancellationToken).ConfigureAwait(false);
        _parts.Metrics.Counted(await CountAsync(cancellationToken).ConfigureAwait(false));
        return due;
    }

    // A tenant that comes back while its sandbox is being paused gets it, and not another without its files.
    private async Task<IReadOnlyList<SandboxMember>> WhenSettledAsync(IReadOnlyList<SandboxMember> own, Acquisition acquisition, CancellationToken patience)
    {
        TimeSpan wait = acquisition.Request.Patience ?? Pool.Options.WaitForRoom;
        long begun = _parts.Time.GetTimestamp();
        while (own.Any(m => m.Tenant == acquisition.Key && m.State == SandboxMemberState.Pausing && m.FindRefusal() is null)
            && !own.Any(m => m.Tenant == acquisition.Key && m.State is SandboxMemberState.Idle or SandboxMemberState.Marked)
            && _parts.Time.GetElapsedTime(begun) < wait)
        {
            await Task.Delay(s_lookAgain, _parts.Time, patience).ConfigureAwait(false);
            own = await _own.ReadAsync(acquisition.Key.Tenant, patience).ConfigureAwait(false);
        }

        return [.. own.Where(m => m.State != SandboxMemberState.Pausing)];
    }

    private void ThrowIfRetired()
    {
        if (Pool.Options.Retired)
        {
            throw new SandboxPoolDrainedException($"Sandbox pool '{Pool.Name}' is retired ({nameof(SandboxPoolOptions.Retired)}), and hands out nothing any more: take another pool.", Pool.Name);
        }
    }

    private SandboxPoolExhaustedException Exhausted(Acquisition acquisition)
    {
        string why = acquisition.Refused.Count == 0 ? string.Empty : $" Refused: {string.Join("; ", acquisition.Refused)}.";
        return new SandboxPoolExhaustedException(
            $"Sandbox pool '{Pool.Name}' has no warm sandbox, and {(Pool.MayStartCold(acquisition.Request) ? $"is at its ceiling of {Pool.Options.MaxTotal}" : "none is started for a call")}: ask again, or raise WarmTarget or MaxTotal.{why}",
            Pool.Name,
            Pool.RetryAfter);
    }
}
