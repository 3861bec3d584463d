using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>Changes of the rows of pooled environments.</summary>
internal sealed class InMemoryPooledEnvironmentChanges(InMemoryDraft draft)
{
    public Refusal? Insert(PooledEnvironment member, int ceiling)
    {
        MemberAccount.Check(member.Account, member.Tenant);
        MemberAccount.Check(member.Account, member.Subject);
        InMemoryPooledEnvironments rows = draft.State.PooledEnvironments;
        if (rows.Find(member.Account, member.Id) is not null)
        {
            return $"The pooled environment's row '{member.Id}' is there already.";
        }

        if (EnvironmentOwner(rows, member) is { } owner)
        {
            return EnvironmentTaken(member, owner);
        }

        rows = rows.Add(member with { Version = 1 });
        int count = rows.CountsOf(member.Account, member.Pool)
            .Sum(c => c.State is PooledEnvironmentState.Claimed or PooledEnvironmentState.Removed ? 0 : c.Count);
        return count > ceiling
            ? new Refusal($"The pool '{member.Pool}' would have {count} environments that nobody claimed, and {ceiling} is its ceiling.", StoreCeiling.PoolTotal)
            : Set(rows);
    }

    public Refusal? Update(PooledEnvironment member)
    {
        MemberAccount.Check(member.Account, member.Tenant);
        MemberAccount.Check(member.Account, member.Subject);
        InMemoryPooledEnvironments rows = draft.State.PooledEnvironments;
        PooledEnvironment? found = rows.Find(member.Account, member.Id);
        if (found is not { } stored || stored.Version != member.Version)
        {
            return $"The pooled environment's row '{member.Id}' has version {found?.Version ?? 0}, not {member.Version}.";
        }

        if (stored.Fence > member.Fence)
        {
            return $"The pooled environment's row '{member.Id}' has fence {stored.Fence}; fence {member.Fence} is stale.";
        }

        if (stored.Tenant is not null && stored.Tenant != member.Tenant)
        {
            return $"The pooled environment's row '{member.Id}' is the tenant's '{stored.Tenant.Tenant}' and never another's or nobody's.";
        }

        if (stored.Environment is not null && stored.Environment != member.Environment)
        {
            return $"The pooled environment's row '{member.Id}' has the environment '{stored.Environment}', which stays.";
        }

        return EnvironmentOwner(rows, member) is { } owner
            ? EnvironmentTaken(member, owner)
            : Set(rows.Replace(stored, member with { Version = member.Version + 1 }));
    }

    private Refusal? Set(InMemoryPooledEnvironments rows)
    {
        draft.State = draft.State with { PooledEnvironments = rows };
        return null;
    }

    private static string? EnvironmentOwner(InMemoryPooledEnvironments rows, PooledEnvironment member) =>
        member.Environment is { } environment && rows.Find(member.Account, environment) is { } other && other.Id != member.Id ? other.Id : null;

    private static Refusal EnvironmentTaken(PooledEnvironment member, string owner) =>
        new($"The environment '{member.Environment}' is the pooled environment's row '{owner}' already.");
}
