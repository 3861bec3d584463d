namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>One lease. Renews its row, tends its sandbox and credential, and says when it is lost. Thread-safe.</summary>
internal sealed class SandboxLease : ISandboxLease
{
    /// <summary>How soon it is tried again to record a lease: its holder's first call waits for that.</summary>
    private static readonly TimeSpan s_recordAgain = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private readonly CancellationTokenSource _lost = new();
    private readonly LeaseRow _row;
    private readonly ISandbox _sandbox;
    private readonly PoolDefinition _pool;
    private readonly PoolParts _parts;
    private readonly MemberEnd _end;
    private readonly Action<SandboxLease> _close;
    private readonly LeaseTending _tending;
    private readonly TaskCompletionSource _recorded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private ITimer? _renewals;
    private ITimer? _expiry;
    private Task _renewing = Task.CompletedTask;
    private Task? _returning;
    private int _reason = -1;

    public SandboxLease(
        LeaseRow row, ISandbox sandbox, string file, EnvironmentCredential credential, SandboxArrival arrival, PoolDefinition pool, PoolParts parts, PoolDrain drain, MemberEnd end, Action<SandboxLease> close)
    {
        (_row, _sandbox, _pool, _parts, _end, _close) = (row, sandbox, pool, parts, end, close);
        (Tenant, Incarnation, CredentialFile, Arrival) = (row.Member.Tenant!.Tenant, row.Member.Incarnation, file, arrival);
        Commands = new LeasedCommands(this, sandbox.Commands);
        Files = new LeasedFiles(this, sandbox.Files);
        _tending = new LeaseTending(this, row, sandbox, credential, pool, parts, drain);
    }

    public TenantId Tenant { get; }

    public string Pool => _pool.Name;

    public SandboxId Sandbox => _sandbox.Id;

    public long Incarnation { get; }

    public SandboxArrival Arrival { get; }

    public ISandboxCommands Commands { get; }

    public ISandboxFiles Files { get; }

    public IReadOnlyDictionary<string, int> Ports => _pool.Ports;

    public string CredentialFile { get; }

    public CancellationToken Lost => _lost.Token;

    public SandboxLossReason? LossReason => Volatile.Read(ref _reason) is >= 0 and int reason ? (SandboxLossReason)reason : null;

    public bool IsOver => LossReason is not null || _returning is not null;

    /// <summary>Begins to renew. What was handed over under its claim is recorded at once, and nobody waits for that but its first use.</summary>
    public void Begin()
    {
        TimeSpan interval = _pool.Options.LeaseRenewal;
        _renewals = _parts.Time.CreateTimer(static self => ((SandboxLease)self!).Tick(), this, interval, interval);
        _expiry = _parts.Time.CreateTimer(static self => ((SandboxLease)self!).Expire(), this, Positive(_row.Left), Timeout.InfiniteTimeSpan);
        LookAtExpiry();
        if (_row.IsRecorded)
        {
            _recorded.TrySetResult();
            return;
        }

        Renew();
    }

    public Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default) =>
        UseAsync(() => _sandbox.GetPreviewAsync(port, cancellationToken), cancellationToken);

    public void KeepActive(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        ThrowIfOver();
        _row.KeepActive(time);
    }

    public async Task StopAsync(CancellationToken cancellationToken = default) => await ReturnOnceAsync(stop: true).WaitAsync(cancellationToken).ConfigureAwait(false);

    public async ValueTask DisposeAsync() => await ReturnOnceAsync(_pool.Options.StopOnReturn).ConfigureAwait(false);

    /// <summary>Refuses who holds what is returned or lost, before anything is sent.</summary>
    public void ThrowIfOver()
    {
        LookAtExpiry();
        if (IsOver)
        {
            throw new SandboxLeaseLostException(
                LossReason is { } reason
                    ? $"The lease of sandbox {Sandbox} of pool '{Pool}' is lost ({reason}), and nothing was sent: acquire again."
                    : $"The lease of sandbox {Sandbox} of pool '{Pool}' was returned, and nothing was sent: acquire again.",
                Sandbox,
                LossReason);
        }
    }

    /// <summary>Makes a call into the sandbox: it counts as use, and a sandbox that is gone ends the lease.</summary>
    /// <remarks>The first waits until the lease is recorded: of a host that dies before that the sandbox is stopped, and work in it would be lost.</remarks>
    public async Task<T> UseAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        ThrowIfOver();
        if (!_recorded.Task.IsCompleted)
        {
            await _recorded.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            ThrowIfOver();
        }

        _row.Touch();
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (SandboxLostException) when (!IsOver)
        {
            await GoneAsync().ConfigureAwait(false);
            throw;
        }
        catch (SandboxPausedException) when (!IsOver)
        {
            await PausedAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _row.Touch();
        }
    }

    public async Task UseAsync(Func<Task> call, CancellationToken cancellationToken) => await UseAsync(
        async () =>
        {
            await call().ConfigureAwait(false);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Ends the lease; the first reason counts.</summary>
    public void Lose(SandboxLossReason reason)
    {
        if (_returning is not null || Interlocked.CompareExchange(ref _reason, (int)reason, -1) != -1)
        {
            return;
        }

        SandboxPoolLog.Lost(_parts.Log, Sandbox, Pool, reason);
        _parts.Metrics.LeaseLost(Pool, reason);
        StopTimers();
        _close(this);
        _recorded.TrySetResult();
        _ = _lost.CancelAsync();
    }

    /// <summary>The sandbox is gone: its row goes, too.</summary>
    public async Task GoneAsync()
    {
        Lose(SandboxLossReason.SandboxGone);
        try
        {
            await _end.EndAsync(_row.Member, "its provider ended or lost it").ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            SandboxPoolLog.RowLeft(_parts.Log, exception, Sandbox, Pool);
        }
    }

    /// <summary>The sandbox was paused by its provider, or by a call of before this lease that had its effect late: it is its tenant's, and comes back with the next call.</summary>
    public async Task PausedAsync()
    {
        Lose(SandboxLossReason.SandboxPaused);
        try
        {
            await _row.ReturnAsync(isIdleNow: true).ConfigureAwait(false);
        }
        catch (StoreUnavailableException exception)
        {
            SandboxPoolLog.RowLeft(_parts.Log, exception, Sandbox, Pool);
        }
    }

    private void Tick()
    {
        Renew();
        if (_row.IsRecorded)
        {
            _tending.Tick();
        }
    }

    private void Renew()
    {
        lock (_lock)
        {
            if (!IsOver && _renewing.IsCompleted)
            {
                _renewing = RenewAsync();
            }
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            if (!await _row.RenewAsync().ConfigureAwait(false))
            {
                Lose(SandboxLossReason.TakenOver);
                return;
            }

            Expire();
            _recorded.TrySetResult();
        }
        catch (Exception exception)
        {
            // Nobody awaits a tick. The next one tries again, and the lease ends when its time does.
            SandboxPoolLog.NotRenewed(_parts.Log, exception, Sandbox, Pool, _row.ExpiresAt);
            if (!_row.IsRecorded)
            {
                _renewals?.Change(s_recordAgain, _pool.Options.LeaseRenewal);
            }
        }
    }

    // What took too long to write is over at once; a timer that fires a moment early, or from before a renewal, looks again.
    private void Expire()
    {
        LookAtExpiry();
        if (!IsOver)
        {
            _expiry?.Change(Positive(_row.Left), Timeout.InfiniteTimeSpan);
        }
    }

    private void LookAtExpiry()
    {
        if (!IsOver && _row.Left <= TimeSpan.Zero)
        {
            Lose(SandboxLossReason.Expired);
        }
    }

    private Task ReturnOnceAsync(bool stop)
    {
        lock (_lock)
        {
            return _returning ??= LossReason is null ? ReturnAsync(stop) : Task.CompletedTask;
        }
    }

    private async Task ReturnAsync(bool stop)
    {
        await Task.Yield();
        StopTimers();
        await _renewing.ConfigureAwait(false);
        _recorded.TrySetResult();
        await _tending.DisposeAsync().ConfigureAwait(false);
        _close(this);
        try
        {
            if (stop)
            {
                await _end.EndAsync(_row.Member, "it was returned to be stopped").ConfigureAwait(false);
                return;
            }

            // Renewed first: a host that stood still may be the last to hear who has the sandbox now, and would take that one's credential out.
            if (!await _row.RenewAsync().ConfigureAwait(false))
            {
                return;
            }

            // A credential that does not come out now comes out before the pause, or the sandbox is stopped.
            bool removed = await _tending.RemoveCredentialAsync().ConfigureAwait(false);
            await _row.ReturnAsync(isIdleNow: !removed).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            SandboxPoolLog.RowLeft(_parts.Log, exception, Sandbox, Pool);
        }
    }

    private void StopTimers()
    {
        _renewals?.Dispose();
        _expiry?.Dispose();
    }

    // Of less than a millisecond a timer makes none at all, and would fire without end.
    private static TimeSpan Positive(TimeSpan time) => time > s_shortest ? time : s_shortest;
}
