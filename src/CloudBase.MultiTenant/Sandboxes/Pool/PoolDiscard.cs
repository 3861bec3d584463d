using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>Gives up what a tenant has paused, for whoever consents to the loss. Each row is marked with an audit record in one commit; what is marked is stopped to the end by whichever host finds it due.</summary>
internal sealed class PoolDiscard(PoolDefinition pool, PoolParts parts, PoolMembers members, MemberEnd end)
{
    private const string Action = "sandbox:discard";
    private const int MostTries = 5;

    private static readonly SandboxMemberState[] s_kept = [SandboxMemberState.Paused, SandboxMemberState.Pausing];

    /// <returns>How many this call gave up.</returns>
    public async Task<int> RunAsync(TenantId tenant, SandboxDiscard discard, CancellationToken cancellationToken)
    {
        int discarded = 0;
        SandboxMemberQuery query = new() { Pool = pool.Name, Tenant = tenant, States = s_kept };
        foreach (SandboxMember row in await members.ReadAsync(query, int.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            discarded += await GiveUpAsync(row, discard).ConfigureAwait(false) ? 1 : 0;
        }

        return discarded;
    }

    private async Task<bool> GiveUpAsync(SandboxMember row, SandboxDiscard discard)
    {
        // Who works on it has changed the row in between: it is looked at again, and left where it is its tenant's by then.
        SandboxMember? now = row;
        for (int i = 0; i < MostTries && now is not null && IsMeant(now, discard); i++)
        {
            AuditRecord audit = new()
            {
                At = parts.Now,
                Tenant = now.Tenant!,
                Action = Action,
                Outcome = AuditOutcome.Intent,
                Actor = parts.Host,
                Detail = $"pool '{pool.Name}', sandbox {now.Sandbox}, {(now.FindRefusal() is null ? "paused" : "refused")}: {discard.Reason}",
            };
            if (await end.TryEndAsync(now, new StoreChange.AppendAudit(audit), "its platform gave it up").ConfigureAwait(false))
            {
                return true;
            }

            now = await members.FindAsync(row.Id, CancellationToken.None).ConfigureAwait(false);
        }

        return false;
    }

    // What is being paused is its tenant's to come back to, unless it was refused to it already.
    private static bool IsMeant(SandboxMember row, SandboxDiscard discard) => !row.IsEnding() && (row.State, row.FindRefusal() is not null) switch
    {
        (SandboxMemberState.Paused, bool isRefused) => isRefused || !discard.OnlyRefused,
        (SandboxMemberState.Pausing, bool isRefused) => isRefused,
        _ => false,
    };
}
