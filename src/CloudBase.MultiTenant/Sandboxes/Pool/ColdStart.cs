using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Starts a sandbox for one call, where the pool has room; else waits for room.</summary>
internal sealed class ColdStart(
    PoolDefinition pool, PoolParts parts, PoolMembers members, WarmMembers warm, MemberStart start, SandboxBinder binder, MemberEnd end, RefillLedger ledger, PoolDrain drain, IdleReclaim idle)
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(500);

    private readonly RoomQueue _queue = new();

    /// <summary>Gives a lease, or null where there was no room in time.</summary>
    /// <exception cref="SandboxQuotaException">The tenant has as many as it may.</exception>
    /// <exception cref="TenantStateException">The tenant was suspended or removed while the call waited.</exception>
    /// <exception cref="SandboxPoolExhaustedException">The template does not start for now.</exception>
    public async Task<SandboxLease?> TryAsync(Acquisition acquisition, CancellationToken patience)
    {
        TimeSpan? opens = await ledger.FindOpenAsync(patience).ConfigureAwait(false);
        if (opens > TimeSpan.Zero)
        {
            throw IsOpen(opens.Value);
        }

        if (await InsertAsync(acquisition, patience).ConfigureAwait(false) is not { } row)
        {
            return null;
        }

        try
        {
            await acquisition.ThrowIfNotActiveAsync(parts.Store).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TenantStateException or TenantNotFoundException)
        {
            await end.ForgetAsync(row).ConfigureAwait(false);
            throw;
        }

        // Only who has a row, and will start, takes the probe.
        if (opens is not null && await ledger.TakeProbeAsync().ConfigureAwait(false) is { } left)
        {
            await end.ForgetAsync(row).ConfigureAwait(false);
            throw IsOpen(left);
        }

        acquisition.Clock.EndClaim();
        ISandbox sandbox = await StartAsync(row).ConfigureAwait(false);
        acquisition.Clock.EndProvider();
        return await BindAsync(row, sandbox, acquisition).ConfigureAwait(false);
    }

    private SandboxPoolExhaustedException IsOpen(TimeSpan opens) => new(
        $"Nothing is started from template {pool.TemplateText} of sandbox pool '{pool.Name}' for now: it failed too often. The last failure is in log event 1610; raise the version with what mends it.", pool.Name, opens);

    // The room is kept until the row stands, which is counted from then on.
    private async Task<SandboxMember?> InsertAsync(Acquisition acquisition, CancellationToken patience)
    {
        using IDisposable room = warm.KeepRoom();
        TimeSpan wait = acquisition.Request.Patience ?? pool.Options.WaitForRoom;
        SandboxCeilings ceilings = TenantCeilings.Of(acquisition.Tenant, pool.Options) with { PoolTotal = pool.Options.MaxTotal };
        long begun = parts.Time.GetTimestamp();
        await drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
        if (_queue.IsEmpty && await TryInsertAsync(acquisition, ceilings).ConfigureAwait(false) is { } row)
        {
            return row;
        }

        using RoomQueue.Place place = _queue.Join();
        await idle.MakeRoomAsync(CancellationToken.None).ConfigureAwait(false);
        while (wait - parts.Time.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
        {
            await WaitAsync(place, left, patience).ConfigureAwait(false);
            await drain.ThrowIfDrainedAsync(patience).ConfigureAwait(false);
            if (place.IsFirst && await TryInsertAsync(acquisition, ceilings).ConfigureAwait(false) is { } later)
            {
                return later;
            }
        }

        return null;
    }

    private async Task<SandboxMember?> TryInsertAsync(Acquisition acquisition, SandboxCeilings ceilings)
    {
        MemberWrite written = await members.InsertAsync(start.Draft(acquisition.Key), ceilings).ConfigureAwait(false);
        return TenantCeilings.Refusal(written.Ceiling, acquisition.Key.Tenant, ceilings) is { } quota ? throw quota : written.Member;
    }

    // Who becomes the first asks at once: room may be for more than one.
    private async Task WaitAsync(RoomQueue.Place place, TimeSpan left, CancellationToken patience)
    {
        Task waiting = parts.WaitAsync(s_lookAgain, left, patience);
        await (place.IsFirst ? waiting : Task.WhenAny(place.Turn, waiting)).ConfigureAwait(false);
        patience.ThrowIfCancellationRequested();
    }

    private async Task<ISandbox> StartAsync(SandboxMember row)
    {
        try
        {
            ISandbox sandbox = await start.StartAsync(row).ConfigureAwait(false);
            await ledger.RecordAsync(null).ConfigureAwait(false);
            return sandbox;
        }
        catch (Exception exception)
        {
            await ledger.RecordAsync(exception).ConfigureAwait(false);
            if (exception is CloudLimitExceededException or CloudThrottledException)
            {
                throw new SandboxPoolExhaustedException(
                    $"The provider '{pool.Provider.Name}' starts no more sandboxes now: {exception.Message}", pool.Name, RefillLedger.RetryAfter(exception), exception);
            }

            if (exception is OperationCanceledException)
            {
                throw new SandboxPoolExhaustedException(
                    $"A sandbox of pool '{pool.Name}' did not start within {pool.StartPatience}; what was begun is stopped.", pool.Name, s_lookAgain, exception);
            }

            throw;
        }
    }

    private async Task<SandboxLease?> BindAsync(SandboxMember row, ISandbox sandbox, Acquisition acquisition)
    {
        try
        {
            acquisition.Claim(parts.Time);
            MemberWrite bound = await members.UpdateAsync(members.Own(row, SandboxMemberState.Binding, pool.BindingPatience) with { Sandbox = sandbox.Id }).ConfigureAwait(false);
            if (bound.Member is { } mine && await binder.BindAsync(mine, sandbox, acquisition, SandboxOrigin.Cold, SandboxRestoreLevel.None).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }

            throw new SandboxBindException($"The sandbox {sandbox.Id} of pool '{pool.Name}' was taken from this host while it was bound, and is stopped: acquire again.", sandbox.Id);
        }
        catch (Exception exception) when (exception is not StoreUnavailableException)
        {
            await end.EndStartedAsync(row, sandbox.Id, "it could not be bound").ConfigureAwait(false);
            throw exception is SandboxBindException
                ? exception
                : new SandboxBindException($"The sandbox {sandbox.Id} of pool '{pool.Name}' could not be given its tenant's credential, and is stopped: {exception.Message}", sandbox.Id, exception);
        }
    }
}
