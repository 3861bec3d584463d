using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What is kept for a person to look at and given to nobody, because its home was not what it was, or because it does not resume.</summary>
/// <remarks>It does not lock its tenant out: besides as many sandboxes as it may have, a tenant may have as many of these.</remarks>
internal sealed class RefusedMembers(PoolParts parts)
{
    private static readonly SandboxMemberState[] s_kept = [SandboxMemberState.Paused, SandboxMemberState.Pausing];

    /// <summary>Reads a tenant's, of all pools.</summary>
    public async ValueTask<IReadOnlyList<SandboxMember>> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        IReadOnlyList<SandboxMember> rows = await parts.Store.ReadSandboxMembersAsync(
            parts.Account, new SandboxMemberQuery { Tenant = tenant, States = s_kept }, int.MaxValue, cancellationToken).ConfigureAwait(false);
        return [.. rows.Where(r => r.FindRefusal() is not null && !r.IsEnding())];
    }

    /// <summary>Looks for those beside which a row may be written that would pass its tenant's total.</summary>
    /// <param name="member">The row.</param>
    /// <param name="total">How many its tenant may have.</param>
    /// <returns>Writes of them as they are: in the same commit these say that they are still there. Empty where there are none.</returns>
    public async ValueTask<IReadOnlyList<StoreChange>> FindBesideAsync(SandboxMember member, int total) =>
        [.. (await ReadAsync(member.Tenant!.Tenant, CancellationToken.None).ConfigureAwait(false)).Take(total).Select(r => new StoreChange.UpdateSandboxMember(r))];
}
