namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Looks after a held sandbox: its provider's lifetime, its tenant's credential, its longest life, the drain of its pool. Apart from the lease's renewal, so that neither waits for the other.</summary>
internal sealed class LeaseTending(SandboxLease lease, LeaseRow row, ISandbox sandbox, EnvironmentCredential credential, PoolDefinition pool, PoolParts parts, PoolDrain drain) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private EnvironmentCredential _written = credential;
    private long _checkedAt = parts.Time.GetTimestamp();
    private Task _working = Task.CompletedTask;

    /// <summary>Called at each renewal; does what is due, unless the last time is not done yet.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            if (!lease.IsOver && _working.IsCompleted)
            {
                _working = WorkAsync();
            }
        }
    }

    /// <summary>Takes the credential out.</summary>
    /// <returns>False when it may still be there.</returns>
    public async Task<bool> RemoveCredentialAsync()
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, row.Left);
        try
        {
            await row.SendAsync(order => sandbox.Commands.RemoveCredentialAsync(pool.Options.McpUser, order, patience.Token)).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxPoolLog.CredentialStays(parts.Log, exception, sandbox.Id, pool.Name);
            return false;
        }
    }

    public async ValueTask DisposeAsync() => await _working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WorkAsync()
    {
        try
        {
            if (parts.Now >= row.LifeEndsAt)
            {
                await GiveBackAsync(SandboxLossReason.LifetimeEnded).ConfigureAwait(false);
                return;
            }

            if (row.IsTimeUsedUp)
            {
                await GiveBackAsync(SandboxLossReason.QuotaReached).ConfigureAwait(false);
                return;
            }

            if (await IsDrainedAsync().ConfigureAwait(false))
            {
                await GiveBackAsync(SandboxLossReason.PoolDrained).ConfigureAwait(false);
                return;
            }

            await RefreshAsync().ConfigureAwait(false);
            if (!lease.IsOver && parts.Time.GetElapsedTime(_checkedAt) >= pool.Options.CheckInterval)
            {
                _checkedAt = parts.Time.GetTimestamp();
                using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, row.Left);
                await pool.Provider.ExtendAsync(sandbox.Id, MemberStart.Whole(pool.Options.ProviderLifetime), patience.Token).ConfigureAwait(false);
            }
        }
        catch (SandboxLostException)
        {
            await lease.GoneAsync().ConfigureAwait(false);
        }
        catch (SandboxPausedException)
        {
            await lease.PausedAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // Nobody awaits it; the next tick tries again.
            SandboxPoolLog.NotTended(parts.Log, exception, sandbox.Id, pool.Name);
        }
    }

    /// <summary>Whether the pool is drained, and the time over that was left to its leases.</summary>
    private async ValueTask<bool> IsDrainedAsync()
    {
        try
        {
            return (await drain.LookAsync(CancellationToken.None).ConfigureAwait(false))?.LeasesEndAt <= parts.Now;
        }
        catch (StoreUnavailableException)
        {
            // The renewal says so.
            return false;
        }
    }

    private async Task RefreshAsync()
    {
        EnvironmentCredential now;
        try
        {
            using CredentialLease credentials = await parts.Broker.GetAsync(lease.Tenant, CredentialRequest.ForMcp).ConfigureAwait(false);
            now = credentials.Credential;
        }
        catch (Exception exception) when (exception is TenantStateException or TenantNotFoundException)
        {
            await GiveBackAsync(SandboxLossReason.TenantNotActive).ConfigureAwait(false);
            return;
        }

        if (now.Id != _written.Id || now.ExpiresAt != _written.ExpiresAt)
        {
            using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, row.Left);
            await row.SendAsync(order => sandbox.Commands.WriteCredentialAsync(now, pool.Options.McpUser, order, patience.Token)).ConfigureAwait(false);
            _written = now;
        }
    }

    private async Task GiveBackAsync(SandboxLossReason reason)
    {
        lease.Lose(reason);
        await RemoveCredentialAsync().ConfigureAwait(false);
        await row.ReturnAsync(isIdleNow: true).ConfigureAwait(false);
    }
}
