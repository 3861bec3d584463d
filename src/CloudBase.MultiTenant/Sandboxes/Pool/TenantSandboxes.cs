using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Takes a tenant's sandboxes away through their rows: their holders, on whatever host, are refused from then on and lose their leases.</summary>
internal sealed class TenantSandboxes(PoolParts parts) : ITenantSandboxes
{
    private readonly PoolMembers _members = new(parts);

    public async Task<int> TakeAsync(TenantId tenant, bool stop, CancellationToken cancellationToken)
    {
        MemberEnd end = new(parts, _members);
        IReadOnlyList<SandboxMember> rows = await _members.ReadAsync(new SandboxMemberQuery { Tenant = tenant }, int.MaxValue, cancellationToken).ConfigureAwait(false);
        foreach (SandboxMember row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TakeAsync(row, stop, end).ConfigureAwait(false);
        }

        return rows.Count;
    }

    private async Task TakeAsync(SandboxMember row, bool stop, MemberEnd end)
    {
        // A holder that renews in between has changed the row: it is read again and taken then.
        for (SandboxMember? now = row; now is not null; now = await _members.FindAsync(row.Id, CancellationToken.None).ConfigureAwait(false))
        {
            switch (now.State)
            {
                case SandboxMemberState.Stopping:
                case SandboxMemberState.Paused when now.IsEnding():
                case SandboxMemberState.Paused or SandboxMemberState.Pausing when !stop:
                    return;
                case SandboxMemberState.Leased or SandboxMemberState.Idle or SandboxMemberState.Marked when !stop:
                    SandboxMember marked = _members.Free(now, SandboxMemberState.Marked, parts.Now).WithActiveUntil(null) with { Incarnation = now.Incarnation + 1 };
                    if ((await _members.UpdateAsync(marked).ConfigureAwait(false)).Member is not null)
                    {
                        return;
                    }

                    break;
                case SandboxMemberState.Restoring when !stop:
                    if ((await _members.UpdateAsync(_members.Free(now, SandboxMemberState.Restoring, parts.Now) with { Incarnation = now.Incarnation + 1 }).ConfigureAwait(false)).Member is not null)
                    {
                        return;
                    }

                    break;
                default:
                    await end.EndAsync(now, "its tenant's access was taken away").ConfigureAwait(false);
                    break;
            }
        }
    }
}
