using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Makes a claimed sandbox its tenant's: looks at it, puts the credential in, hands it over.</summary>
/// <remarks>
/// What held nothing of the tenant's is handed over under the claim, and its lease recorded behind: a host that dies before that leaves a row that is stopped, and nothing has been done in it.
/// What was restored holds the tenant's files, and is recorded first.
/// </remarks>
internal sealed class SandboxBinder(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberStart start, SandboxLeases leases)
{
    /// <summary>Connects to a sandbox that should run, gives it a new lifetime, and looks whether it is well.</summary>
    /// <exception cref="SandboxException">It is gone, paused or not well.</exception>
    public async Task<ISandbox> CheckAsync(SandboxId id, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await pool.Provider.ConnectAsync(id, cancellationToken).ConfigureAwait(false);
        await pool.Provider.ExtendAsync(id, MemberStart.Whole(pool.Options.ProviderLifetime), cancellationToken).ConfigureAwait(false);
        await start.ProbeAsync(sandbox, cancellationToken).ConfigureAwait(false);
        return sandbox;
    }

    /// <summary>Looks whether a sandbox that was just started is well.</summary>
    public Task ProbeAsync(ISandbox sandbox, CancellationToken cancellationToken) => start.ProbeAsync(sandbox, cancellationToken);

    /// <summary>Puts the credential in and hands over.</summary>
    /// <param name="member">The row, this host's.</param>
    /// <param name="sandbox">The sandbox.</param>
    /// <param name="acquisition">The call.</param>
    /// <param name="origin">How it came.</param>
    /// <param name="level">How much of the tenant's own was brought back.</param>
    /// <returns>The lease; null where another has taken the row, so that nothing is handed over.</returns>
    public async Task<SandboxLease?> BindAsync(SandboxMember member, ISandbox sandbox, Acquisition acquisition, SandboxOrigin origin, SandboxRestoreLevel level)
    {
        using CancellationTokenSource patience = parts.Within(pool.Options.CallTimeout, member.LeaseExpiresAt);
        EnvironmentCredential credential = acquisition.Credential.Credential;
        string file = await members.SendAsync(member, order => sandbox.Commands.WriteCredentialAsync(credential, pool.Options.McpUser, order, patience.Token)).ConfigureAwait(false);
        SandboxMember? held = member.State == SandboxMemberState.Binding ? OwnStill(member, acquisition.OwnedSince) : await RecordAsync(member, sandbox, acquisition, patience.Token).ConfigureAwait(false);
        if (held is null)
        {
            return null;
        }

        acquisition.Clock.EndBind();
        return leases.Open(held, acquisition.OwnedSince, sandbox, file, acquisition, acquisition.Clock.Arrived(origin, level, acquisition.Refused));
    }

    // A host that stood still since its claim may not have it any more.
    private SandboxMember? OwnStill(SandboxMember member, long ownedSince) =>
        member.LeaseExpiresAt > parts.Now && parts.Time.GetElapsedTime(ownedSince) < pool.BindingPatience ? member : null;

    private async Task<SandboxMember?> RecordAsync(SandboxMember member, ISandbox sandbox, Acquisition acquisition, CancellationToken cancellationToken)
    {
        acquisition.Claim(parts.Time);
        SandboxMember leased = members.Own(member, SandboxMemberState.Leased, pool.Options.LeaseDuration).WithoutManifest().WithStart(null, null) with { Sandbox = sandbox.Id, LastActivityAt = parts.Now };
        SandboxMember? held = (await members.UpdateAsync(leased).ConfigureAwait(false)).Member;
        if (held?.IsStill() != true)
        {
            return held;
        }

        await members.SendAsync(held, order => Workspace.ThawAsync(sandbox.Commands, order, pool.Options.CallTimeout, cancellationToken)).ConfigureAwait(false);
        return held.WithoutStillness();
    }
}
