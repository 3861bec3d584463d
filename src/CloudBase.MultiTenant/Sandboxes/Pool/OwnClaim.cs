using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Claims what a tenant has for the tenant's call: one conditional write, for which what is paused waits for room as a new sandbox does.</summary>
internal sealed class OwnClaim(PoolDefinition pool, PoolParts parts, PoolMembers members, RoomForCall room)
{
    /// <summary>Whether it is resumed, and does not run, or not for certain.</summary>
    public static bool IsResumed(SandboxMember member) => member.State is SandboxMemberState.Paused or SandboxMemberState.Restoring;

    /// <summary>Claims one; null where another has it by now.</summary>
    /// <exception cref="SandboxQuotaException">The tenant may run no more.</exception>
    /// <exception cref="SandboxPoolExhaustedException">There was no room in time to resume what is paused.</exception>
    /// <exception cref="TenantStateException">The tenant was suspended or removed while the call waited.</exception>
    public async Task<SandboxMember?> ClaimAsync(SandboxMember member, Acquisition acquisition, CancellationToken patience)
    {
        // What already runs is counted already.
        SandboxCeilings ceilings = member.State == SandboxMemberState.Paused
            ? TenantCeilings.Of(acquisition.Tenant, pool.Options) with { TenantTotal = null, PoolTotal = pool.Options.MaxTotal }
            : new SandboxCeilings();
        SandboxMember? now = member;
        MemberWrite written = member.State == SandboxMemberState.Paused
            ? await room.WriteAsync(acquisition, isOwn: true, WriteAgainAsync, patience).ConfigureAwait(false)
            : await WriteAsync(member, acquisition, ceilings).ConfigureAwait(false);
        SandboxMember? claimed = Claimed(written, acquisition, ceilings);
        if (claimed is not null)
        {
            // Nothing was sent, so that nothing can come of it: it is looked at at its provider, and paused.
            await acquisition.RequireStillActiveAsync(parts.Store, () => LeaveAsync(claimed.WithResumeOpen(null))).ConfigureAwait(false);
        }

        return claimed;

        // Another call, or its time, may have changed it while this one waited.
        async ValueTask<MemberWrite> WriteAgainAsync()
        {
            now ??= await members.FindAsync(member.Id, CancellationToken.None).ConfigureAwait(false);
            MemberWrite write = now is { State: SandboxMemberState.Paused } && !now.IsEnding() && now.FindRefusal() is null ? await WriteAsync(now, acquisition, ceilings).ConfigureAwait(false) : default;
            now = null;
            return write;
        }
    }

    private ValueTask<MemberWrite> WriteAsync(SandboxMember member, Acquisition acquisition, SandboxCeilings ceilings)
    {
        SandboxMember claim = members.Own(member, SandboxMemberState.Restoring, pool.Options.CallTimeout * 2) with
        {
            Incarnation = member.Incarnation + 1,
            LastActivityAt = parts.Now,
            PausedBytes = 0,
        };

        // The resume may be sent for as long as the row is this host's, and have its effect later: until then what it would resume is counted, and not paused.
        claim = IsResumed(member) ? claim.WithResumeOpen(claim.LeaseExpiresAt + MemberEnd.Visibility) : claim;
        return members.UpdateAsync(claim, ceilings, limit: acquisition.MonthlyTime);
    }

    private SandboxMember? Claimed(MemberWrite written, Acquisition acquisition, SandboxCeilings ceilings)
    {
        if (TenantCeilings.Refusal(written, acquisition, ceilings) is { } quota)
        {
            throw quota;
        }

        return written.Ceiling == StoreCeiling.PoolTotal
            ? throw new SandboxPoolExhaustedException(
                $"Sandbox pool '{pool.Name}' runs {pool.Options.MaxTotal} sandboxes, as many as it may, so that the tenant's paused one cannot be resumed now.", pool.Name, pool.RetryAfter)
            : written.Member;
    }

    /// <summary>Leaves a row to the reaper, which asks the provider how the sandbox stands; what the reaper has settled already stays as it is, for no ceiling is asked here.</summary>
    public async Task LeaveAsync(SandboxMember claimed)
    {
        if (await members.FindMineAsync(claimed).ConfigureAwait(false) is { } now)
        {
            DateTimeOffset? open = claimed.FindResumeOpenUntil(parts.Now);
            await members.UpdateAsync(members.Free(now.WithResumeOpen(open), SandboxMemberState.Restoring, open ?? parts.Now)).ConfigureAwait(false);
        }
    }
}
