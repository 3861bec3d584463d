namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The sweeps of a pool at its provider, and at each other that this host has: it may have been the pool's before, and nobody else looks there for what was lost.</summary>
/// <remarks>A round waits for none of the others: one that hangs would hold up a pool that has nothing to do with it.</remarks>
internal sealed class PoolSweeps
{
    private readonly PoolDefinition _pool;
    private readonly PoolParts _parts;
    private readonly Sweep _own;
    private readonly Sweep[] _others;

    public PoolSweeps(PoolDefinition pool, PoolParts parts, PoolMembers members)
    {
        (_pool, _parts, _own) = (pool, parts, new Sweep(pool, parts, members));
        _others = [.. parts.Providers.Where(p => p.Name != pool.Provider.Name).Select(p => new Sweep(pool.Under(p), parts, members))];
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (Sweep other in _others.Where(o => o.Running.IsCompleted))
        {
            other.Running = RunApartAsync(other, cancellationToken);
        }

        await _own.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for those that rounds have begun.</summary>
    public Task WaitAsync() => Task.WhenAll(_others.Select(o => o.Running));

    private async Task RunApartAsync(Sweep sweep, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            await sweep.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody awaits it; the next one tries again.
            if (!cancellationToken.IsCancellationRequested)
            {
                SandboxPoolLog.SweepFailed(_parts.Log, exception, _pool.Name);
            }
        }
    }

    private sealed class Sweep(PoolDefinition pool, PoolParts parts, PoolMembers members)
    {
        private readonly OrphanSweep _sandboxes = new(pool, parts, members);
        private readonly SnapshotSweep _snapshots = new(pool, parts, members);

        public Task Running { get; set; } = Task.CompletedTask;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            await _sandboxes.RunAsync(cancellationToken).ConfigureAwait(false);
            await _snapshots.RunAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
