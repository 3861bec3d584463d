using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Looks for environments that were bought by this deployment and are nobody's. Reports them; destroys nothing.</summary>
/// <remarks>
/// Reported is what two complete scans, an interval apart, both showed. An error or an incomplete scan is no sighting, and
/// while the outcome of an order is unknown its environment is no duplicate. Thread-safe.
/// </remarks>
public sealed class DuplicateFinder : IHostedService, IDisposable
{
    private readonly IMultiTenantStore _store;
    private readonly IEnvironmentCloud _cloud;
    private readonly StoreGate _gate;
    private readonly OperationsMetrics _metrics;
    private readonly HostIdentity _host;
    private readonly CloudBaseOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<DuplicateFinder> _log;
    private readonly EnvironmentOwners _owners;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<EnvironmentId, DateTimeOffset> _sightings = [];
    private readonly HashSet<EnvironmentId> _reported = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    internal DuplicateFinder(
        IMultiTenantStore store, IEnvironmentCloud cloud, StoreGate gate, OperationsMetrics metrics, HostIdentity host, IOptions<CloudBaseOptions> options,
        TimeProvider time, ILogger<DuplicateFinder> log)
    {
        _store = store;
        _cloud = cloud;
        _gate = gate;
        _metrics = metrics;
        _host = host;
        _options = options.Value;
        _owners = new EnvironmentOwners(store, cloud.Account, _options.Provisioning.TagKey);
        _time = time;
        _log = log;
    }

    /// <summary>Scans once and returns the environments that are known, by now, to be nobody's.</summary>
    /// <param name="cancellationToken">Ends the scan, which then counts as no sighting.</param>
    public async Task<IReadOnlyList<EnvironmentId>> RunOnceAsync(CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _gate.OpenAsync(cancellationToken).ConfigureAwait(false);
            EnvironmentScan scan = await _cloud.ScanAsync(cancellationToken).ConfigureAwait(false);
            if (!scan.IsComplete)
            {
                return [.. _reported];
            }

            HashSet<EnvironmentId> seen = [];
            foreach ((EnvironmentId environment, Tenant owner) in await _owners.FindAsync(scan.Environments, cancellationToken).ConfigureAwait(false))
            {
                if (!await IsOpenAsync(owner, cancellationToken).ConfigureAwait(false))
                {
                    seen.Add(environment);
                    await SightAsync(environment, owner, cancellationToken).ConfigureAwait(false);
                }
            }

            foreach (EnvironmentId gone in _sightings.Keys.Where(id => !seen.Contains(id)).ToList())
            {
                _sightings.Remove(gone);
                _reported.Remove(gone);
            }

            return [.. _reported];
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Operations.RunPump)
        {
            _loop = Task.Run(LoopAsync, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        await _loop.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    // Only cancelled: hosts that are disposed while they stop (test servers do it) call StopAsync after this.
    public void Dispose() => _stop.Cancel();

    // Not bound yet, and the operation still goes on: it may be the one that is being looked for.
    private async ValueTask<bool> IsOpenAsync(Tenant owner, CancellationToken cancellationToken) =>
        owner is { EnvironmentId: null, CurrentOperation: { } current }
        && await _store.FindOperationAsync(current, cancellationToken).ConfigureAwait(false) is { IsFinal: false };

    private async ValueTask SightAsync(EnvironmentId environment, Tenant owner, CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (!_sightings.TryGetValue(environment, out DateTimeOffset first))
        {
            _sightings[environment] = now;
            return;
        }

        if (now - first < _options.Provisioning.DuplicateScanInterval || _reported.Contains(environment))
        {
            return;
        }

        await _store.CommitAsync(
            ChangeSet.Of(new StoreChange.AppendAudit(new AuditRecord
            {
                At = now, Tenant = owner.Key, Action = "duplicate-found", Outcome = AuditOutcome.Applied, Actor = _host.Name,
                Detail = $"'{environment}' was bought for this tenant and is nobody's.",
            })),
            cancellationToken).ConfigureAwait(false);
        _reported.Add(environment);
        _metrics.DuplicateFound();
        ProvisioningLog.DuplicateFound(_log, environment);
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(_options.Provisioning.DuplicateScanInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await RunOnceAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (CloudBaseException e)
                {
                    ProvisioningLog.DuplicateScanFailed(_log, e);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            ProvisioningLog.DuplicateFinderDied(_log, e);
        }
    }
}
