using System.Diagnostics;
using CloudBase.MultiTenant.Diagnostics;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The pools that this host was told of. Thread-safe.</summary>
internal sealed class SandboxPools : ISandboxPool
{
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromDays(365);

    private readonly PoolParts _parts;
    private readonly Lazy<Dictionary<string, PoolEngine>> _pools;

    public SandboxPools(IEnumerable<PoolName> names, IOptionsMonitor<SandboxPoolOptions> options, PoolParts parts)
    {
        _parts = parts;
        _pools = new(() => names.Select(n => n.Value).Distinct(StringComparer.Ordinal).ToDictionary(n => n, n => new PoolEngine(new PoolDefinition(n, options, parts), parts), StringComparer.Ordinal));
    }

    public IReadOnlyCollection<PoolEngine> All => _pools.Value.Values;

    public async Task<ISandboxLease> AcquireAsync(TenantId tenant, SandboxRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        PoolEngine pool = Find(request.Pool);
        _ = tenant.Value;
        using Activity? span = CloudBaseTelemetry.ActivitySource.StartActivity(CloudBaseSpans.SandboxAcquire);
        span?.SetTag(CloudBaseTags.TenantId, tenant.Value).SetTag(CloudBaseTags.SandboxPool, request.Pool);
        long begun = _parts.Time.GetTimestamp();
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        Task<SandboxLease> acquiring = pool.AcquireAsync(tenant, request, cancellationToken);
        try
        {
            SandboxLease lease = await acquiring.WaitAsync(cancellationToken).ConfigureAwait(false);
            span?.SetTag(CloudBaseTags.SandboxId, lease.Sandbox.Value).SetTag(CloudBaseTags.SandboxOrigin, SandboxPoolMetrics.Word(lease.Arrival));
            _parts.Metrics.Acquired(request.Pool, SandboxPoolMetrics.Word(lease.Arrival), lease.Arrival.Total);
            return lease;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ = KeepAsync(acquiring);
            throw;
        }
        catch (Exception exception)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag(CloudBaseTags.ErrorType, ErrorType.Of(exception));
            _parts.Metrics.NotAcquired(request.Pool, ErrorType.Of(exception), _parts.Time.GetElapsedTime(begun));
            throw;
        }
    }

    public async Task<SandboxPoolStatus> GetStatusAsync(string pool, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        PoolEngine engine = Find(pool);
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await engine.CountAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<SandboxPoolDrain> DrainAsync(string pool, TimeSpan? leasesEndIn = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (leasesEndIn is { } time && (time < TimeSpan.Zero || time > s_longestDrain))
        {
            throw new ArgumentOutOfRangeException(
                nameof(leasesEndIn), time, $"The leases of a drained pool end after 0 to {s_longestDrain.TotalDays:0} days: give that, or null, and each ends when it is returned.");
        }

        PoolEngine engine = Find(pool);
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await engine.DrainAsync(leasesEndIn, cancellationToken).ConfigureAwait(false);
    }

    public async Task ResumeAsync(string pool, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        PoolEngine engine = Find(pool);
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        await engine.ResumeAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> DiscardAsync(string pool, TenantId tenant, SandboxDiscard discard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(discard);
        PoolEngine engine = Find(pool);
        _ = tenant.Value;
        await _parts.Gate.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await engine.DiscardAsync(tenant, discard, cancellationToken).ConfigureAwait(false);
    }

    private PoolEngine Find(string name) => _pools.Value.TryGetValue(name, out PoolEngine? pool)
        ? pool
        : throw new SandboxPoolNotFoundException(
            $"There is no sandbox pool '{name}' ({(_pools.Value.Count == 0 ? "none is added" : "there is: " + string.Join(", ", _pools.Value.Keys.Order(StringComparer.Ordinal)))}): add it with AddSandboxPool(\"{name}\", ...).", name);

    // Its caller has left: what was made for it is kept for the tenant's next call.
    private static async Task KeepAsync(Task<SandboxLease> acquiring)
    {
        try
        {
            SandboxLease lease = await acquiring.ConfigureAwait(false);
            await lease.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Nobody asks any more; what was begun has cleaned up after itself.
        }
    }
}
