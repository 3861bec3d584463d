using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Sandboxes.Pool;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.HealthChecks;

/// <summary>Whether the sandbox pools have what they are to have. It reads the store, and asks no provider.</summary>
internal sealed class SandboxPoolsHealthCheck : IHealthCheck
{
    private readonly StoreGate _gate;
    private readonly SandboxPools _pools;
    private readonly SandboxPoolKeeper _keeper;
    private readonly IOptions<CloudBaseHealthOptions> _options;
    private readonly CachedAnswer<Answer> _answer;

    public SandboxPoolsHealthCheck(StoreGate gate, SandboxPools pools, SandboxPoolKeeper keeper, IOptions<CloudBaseHealthOptions> options, TimeProvider time)
    {
        (_gate, _pools, _keeper, _options) = (gate, pools, keeper, options);
        _answer = new CachedAnswer<Answer>(AskAsync, () => options.Value, time);
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        (IReadOnlyList<PoolStanding>? pools, IReadOnlyList<StrandedPool> stranded, Exception? error) = await _answer.GetAsync(cancellationToken).ConfigureAwait(false);
        if (pools is null)
        {
            return HealthCheckResult.Degraded($"The sandbox pools could not be counted: {NoAnswer.Because("the store", error!)}", error);
        }

        if (pools.Count == 0 && stranded.Count == 0)
        {
            return HealthCheckResult.Healthy("This host has no sandbox pool.");
        }

        Dictionary<string, object> data = [];
        List<string> complaints = [];
        HealthStatus worst = stranded.Count == 0 ? HealthStatus.Healthy : HealthStatus.Degraded;
        foreach (StrandedPool pool in stranded)
        {
            (data[$"{pool.Name}.strandedRunning"], data[$"{pool.Name}.strandedPaused"]) = (pool.Running, pool.Paused);
            complaints.Add($"Pool '{pool.Name}' has {pool.Running} sandboxes that run and {pool.Paused} that are paused, and no host looks after it any more: add it to a host again, with {nameof(SandboxPoolOptions.Retired)} to have everything in it stopped.");
        }

        foreach (PoolStanding pool in pools)
        {
            Show(pool, data);
            worst = (HealthStatus)Math.Min((int)worst, (int)Judge(pool, context.Registration.FailureStatus, complaints));
        }

        // Somebody wanted that: it is said, and is no complaint.
        complaints.AddRange(pools.Where(p => p.IsRetired).Select(p => $"Pool '{p.Status.Pool}' is retired, and has {p.Status.Total + p.Status.Paused} sandboxes left."));
        complaints.AddRange(pools.Where(p => p.Status.IsDrained && !p.IsRetired).Select(p => $"Pool '{p.Status.Pool}' is drained, and used again when {nameof(ISandboxPool)}.{nameof(ISandboxPool.ResumeAsync)} says so."));
        return new HealthCheckResult(worst, complaints.Count == 0 ? "The sandbox pools have what they are to have." : string.Join(' ', complaints), null, data);
    }

    private HealthStatus Judge(PoolStanding standing, HealthStatus failure, List<string> complaints)
    {
        SandboxPoolStatus pool = standing.Status;
        int before = complaints.Count;
        bool isFull = !pool.IsDrained && pool.Ready == 0 && pool.Creating == 0 && pool.Idle == 0 && pool.Total >= pool.Ceiling;
        if (pool.IsBreakerOpen && !pool.IsDrained)
        {
            complaints.Add($"Nothing is started for pool '{pool.Pool}' but one probe a minute, since its template failed too often: see log event 1610.");
        }

        if (isFull)
        {
            complaints.Add($"Pool '{pool.Pool}' is exhausted: it is at its ceiling of {pool.Ceiling}, and nothing of it can be paused.");
        }

        if (standing.Short >= _options.Value.PoolShortAfter)
        {
            complaints.Add($"Pool '{pool.Pool}' has {pool.Ready} of {pool.Target} warm sandboxes, and fewer than that target for {Options.Shown.Time(Whole(standing.Short.Value))}.");
        }

        if (_keeper.IsRunning && standing.InRound >= _options.Value.PoolShortAfter)
        {
            complaints.Add($"A round of this host over pool '{pool.Pool}' has not ended for {Options.Shown.Time(Whole(standing.InRound.Value))}: its provider or the store does not answer, and nothing of the pool is refilled, paused or cleaned up here until it does, or this host is restarted.");
        }
        else if (_keeper.IsRunning && standing.SinceRound >= _options.Value.PoolShortAfter)
        {
            complaints.Add($"No round of this host over pool '{pool.Pool}' got through for {Options.Shown.Time(Whole(standing.SinceRound.Value))}: see log event 1619.");
        }

        // Unhealthy is what refuses a tenant that has no sandbox of its own.
        return complaints.Count == before ? HealthStatus.Healthy
            : pool.Ready == 0 && !pool.IsDrained && (pool.IsBreakerOpen || isFull) ? failure
            : HealthStatus.Degraded;
    }

    private static void Show(PoolStanding standing, Dictionary<string, object> data)
    {
        SandboxPoolStatus pool = standing.Status;
        data[$"{pool.Pool}.target"] = pool.Target;
        data[$"{pool.Pool}.ceiling"] = pool.Ceiling;
        data[$"{pool.Pool}.ready"] = pool.Ready;
        data[$"{pool.Pool}.creating"] = pool.Creating;
        data[$"{pool.Pool}.leased"] = pool.Leased;
        data[$"{pool.Pool}.idle"] = pool.Idle;
        data[$"{pool.Pool}.paused"] = pool.Paused;
        data[$"{pool.Pool}.stopping"] = pool.Stopping;
        data[$"{pool.Pool}.breakerOpen"] = pool.IsBreakerOpen;
        data[$"{pool.Pool}.drained"] = pool.IsDrained;
        if (standing.InRound is { } inRound)
        {
            data[$"{pool.Pool}.inRoundForSeconds"] = inRound.TotalSeconds;
        }

        if (standing.Short is { } isShort)
        {
            data[$"{pool.Pool}.shortForSeconds"] = isShort.TotalSeconds;
        }
    }

    private async Task<Answer> AskAsync(CancellationToken cancellationToken)
    {
        bool hasPools = true;
        try
        {
            hasPools = _pools.All.Count > 0;
            List<PoolStanding> standings = [];
            foreach (PoolEngine pool in _pools.All)
            {
                // A driver that does not look at its token must not hang the probe.
                await _gate.OpenAsync(cancellationToken).ConfigureAwait(false);
                standings.Add(await pool.StandAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false));
            }

            await _gate.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new(standings, await _keeper.Stranded.FindAsync(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            // A host without pools only looks for those that nobody has any more: the store's own check says that it is away.
            return new(hasPools ? null : [], [], e);
        }
    }

    private sealed record Answer(IReadOnlyList<PoolStanding>? Pools, IReadOnlyList<StrandedPool> Stranded, Exception? Error);

    private static TimeSpan Whole(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds));
}
