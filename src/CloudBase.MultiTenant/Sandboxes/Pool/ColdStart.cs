using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Starts a sandbox for one call, where the pool has room; else waits for room.</summary>
internal sealed class ColdStart(
    PoolDefinition pool, PoolParts parts, PoolMembers members, MemberStart start, SandboxBinder binder, MemberEnd end, RefillLedger ledger, RoomForCall room)
{
    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMilliseconds(500);

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

        await acquisition.RequireActiveAsync(parts.Store, () => end.ForgetAsync(row)).ConfigureAwait(false);

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

    private async Task<SandboxMember?> InsertAsync(Acquisition acquisition, CancellationToken patience)
    {
        SandboxCeilings ceilings = TenantCeilings.Of(acquisition.Tenant, pool.Options) with { PoolTotal = pool.Options.MaxTotal };
        MemberWrite written = await room.WriteAsync(
            acquisition, isOwn: false, () => members.InsertAsync(start.Draft(acquisition.Key), ceilings, acquisition.MonthlyTime), patience).ConfigureAwait(false);
        return TenantCeilings.Refusal(written, acquisition, ceilings) is { } quota ? throw quota : written.Member;
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
