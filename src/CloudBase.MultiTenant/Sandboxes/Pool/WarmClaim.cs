using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Claims a warm sandbox: one conditional write, with one winner.</summary>
internal sealed class WarmClaim(PoolDefinition pool, PoolParts parts, PoolMembers members, WarmMembers warm, SandboxBinder binder, MemberEnd end)
{
    /// <summary>How many members that turn out not to be well one call goes through.</summary>
    private const int MostReplaced = 3;

    /// <summary>Gives a lease, or null where no warm sandbox is to be had.</summary>
    /// <exception cref="SandboxQuotaException">The tenant has as many as it may.</exception>
    /// <exception cref="TenantStateException">The tenant was suspended or removed while the call waited.</exception>
    public async Task<SandboxLease?> TryAsync(Acquisition acquisition, CancellationToken patience)
    {
        for (int replaced = 0; replaced < MostReplaced;)
        {
            if (await warm.TakeAsync(acquisition.Key.Tenant, pool.Options.WaitForWarm, pool.MayStartCold(acquisition.Request), patience).ConfigureAwait(false) is not { } candidate)
            {
                return null;
            }

            if (await ClaimAsync(candidate, acquisition).ConfigureAwait(false) is not { } claimed)
            {
                continue;
            }

            await acquisition.RequireStillActiveAsync(parts.Store, () => EndNewestAsync(claimed)).ConfigureAwait(false);
            acquisition.Clock.EndClaim();
            if (await BindAsync(claimed, acquisition).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }

            replaced++;
        }

        return null;
    }

    private async Task<SandboxMember?> ClaimAsync(SandboxMember candidate, Acquisition acquisition)
    {
        SandboxCeilings ceilings = TenantCeilings.Of(acquisition.Tenant, pool.Options);
        acquisition.Claim(parts.Time);
        SandboxMember claim = members.Own(candidate, SandboxMemberState.Binding, pool.BindingPatience) with
        {
            Tenant = acquisition.Key,
            Incarnation = candidate.Incarnation + 1,
            LastActivityAt = parts.Now,
        };
        MemberWrite written;
        try
        {
            written = await members.UpdateAsync(claim, ceilings, limit: acquisition.MonthlyTime).ConfigureAwait(false);
        }
        catch
        {
            warm.Drop(candidate);
            throw;
        }

        if (TenantCeilings.Refusal(written, acquisition, ceilings) is { } quota)
        {
            warm.Return(candidate);
            throw quota;
        }

        warm.Done(candidate);
        return written.Member;
    }

    private async Task<SandboxLease?> BindAsync(SandboxMember claimed, Acquisition acquisition)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, claimed.LeaseExpiresAt);
        try
        {
            ISandbox sandbox = await binder.CheckAsync(claimed.Sandbox!.Value, patience.Token).ConfigureAwait(false);
            acquisition.Clock.EndProvider();
            if (await binder.BindAsync(claimed, sandbox, acquisition, SandboxOrigin.Warm, SandboxRestoreLevel.None).ConfigureAwait(false) is { } lease)
            {
                return lease;
            }
        }
        catch (Exception exception) when (exception is CloudBaseException or OperationCanceledException)
        {
            acquisition.Clock.EndProvider();
            acquisition.Refuse($"The warm sandbox {claimed.Sandbox} was not well: {exception.Message}");
            SandboxPoolLog.NotWell(parts.Log, exception, claimed.Id, pool.Name, claimed.Sandbox);
            if (exception is StoreUnavailableException)
            {
                throw;
            }
        }

        await EndNewestAsync(claimed).ConfigureAwait(false);
        return null;
    }

    // The row may have been written since by a reaper that thought this host dead; what is bound in part is stopped all the same.
    private async Task EndNewestAsync(SandboxMember claimed)
    {
        if (await members.FindAsync(claimed.Id, CancellationToken.None).ConfigureAwait(false) is { } now)
        {
            await end.EndAsync(now, "it was not well when it was claimed").ConfigureAwait(false);
        }
    }
}
