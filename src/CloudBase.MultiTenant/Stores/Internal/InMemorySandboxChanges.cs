using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of the rows of sandboxes.</summary>
internal sealed class InMemorySandboxChanges(InMemoryDraft draft)
{
    public Refusal? Insert(SandboxMember member, SandboxCeilings? ceilings)
    {
        MemberAccount.Check(member.Account, member.Tenant);
        InMemorySandboxes rows = draft.State.Sandboxes;
        return rows.Find(member.Account, member.Id) is not null
            ? $"The sandbox's row '{member.Id}' is there already."
            : Set(rows.Add(member with { Version = 1 }), member, ceilings);
    }

    public Refusal? Update(SandboxMember member, SandboxCeilings? ceilings)
    {
        MemberAccount.Check(member.Account, member.Tenant);
        InMemorySandboxes rows = draft.State.Sandboxes;
        if (rows.Find(member.Account, member.Id) is not { } stored || stored.Version != member.Version)
        {
            return OtherVersion(member);
        }

        if (stored.Incarnation > member.Incarnation)
        {
            return $"The sandbox's row '{member.Id}' has incarnation {stored.Incarnation}; incarnation {member.Incarnation} is stale.";
        }

        if (stored.Tenant is not null && stored.Tenant != member.Tenant)
        {
            return $"The sandbox's row '{member.Id}' is the tenant's '{stored.Tenant.Tenant}' and never another's or nobody's.";
        }

        return Set(rows.Remove(stored).Add(member with { Version = member.Version + 1 }), member, ceilings);
    }

    public Refusal? Delete(SandboxMember member)
    {
        InMemorySandboxes rows = draft.State.Sandboxes;
        return rows.Find(member.Account, member.Id) is { } stored && stored.Version == member.Version ? Set(rows.Remove(stored), member, null) : OtherVersion(member);
    }

    private Refusal OtherVersion(SandboxMember member) =>
        new($"The sandbox's row '{member.Id}' has version {draft.State.Sandboxes.Find(member.Account, member.Id)?.Version ?? 0}, not {member.Version}.");

    private Refusal? Set(InMemorySandboxes rows, SandboxMember member, SandboxCeilings? ceilings)
    {
        Refusal? passed = ceilings is null ? null : OfPool(rows, member, ceilings) ?? OfTenant(rows, member, ceilings);
        if (passed is null)
        {
            draft.State = draft.State with { Sandboxes = rows };
        }

        return passed;
    }

    private static Refusal? OfPool(InMemorySandboxes rows, SandboxMember member, SandboxCeilings ceilings)
    {
        int total = 0, neutral = 0;
        foreach ((InMemorySandboxes.Alike alike, int count) in rows.CountsOf(member.Account, member.Pool))
        {
            total += alike.State == SandboxMemberState.Paused ? 0 : count;
            neutral += alike.IsNeutral && alike.Template == member.Template && alike.State != SandboxMemberState.Stopping ? count : 0;
        }

        return total > ceilings.PoolTotal
            ? new Refusal($"The pool '{member.Pool}' would have {total} sandboxes that are not paused, and {ceilings.PoolTotal} is its ceiling.", StoreCeiling.PoolTotal)
            : neutral > ceilings.PoolNeutral
                ? new Refusal(
                    $"The pool '{member.Pool}' would have {neutral} sandboxes of '{member.Template}' without a tenant, and {ceilings.PoolNeutral} is its ceiling.",
                    StoreCeiling.PoolNeutral)
                : null;
    }

    private static Refusal? OfTenant(InMemorySandboxes rows, SandboxMember member, SandboxCeilings ceilings)
    {
        if (member.Tenant is not { } tenant)
        {
            return null;
        }

        InMemorySandboxes.TenantUse use = rows.UseOf(member.Account, tenant.Tenant);
        return use.Running > ceilings.TenantRunning
            ? new Refusal($"The tenant '{tenant.Tenant}' would have {use.Running} sandboxes that are not paused, and {ceilings.TenantRunning} is its ceiling.", StoreCeiling.TenantRunning)
            : use.Total > ceilings.TenantTotal
                ? new Refusal($"The tenant '{tenant.Tenant}' would have {use.Total} sandboxes, and {ceilings.TenantTotal} is its ceiling.", StoreCeiling.TenantTotal)
                : use.PausedBytes > ceilings.TenantPausedBytes
                    ? new Refusal(
                        $"The tenant '{tenant.Tenant}' would have {use.PausedBytes} bytes of paused sandboxes, and {ceilings.TenantPausedBytes} is its ceiling.",
                        StoreCeiling.TenantPausedBytes)
                    : null;
    }
}
