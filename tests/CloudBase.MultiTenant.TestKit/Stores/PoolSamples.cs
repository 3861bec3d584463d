using CloudBase.MultiTenant.Ports;
using static CloudBase.MultiTenant.TestKit.Stores.StoreSamples;

namespace CloudBase.MultiTenant.TestKit.Stores;

/// <summary>Rows of pools to store, and shared records.</summary>
public static class PoolSamples
{
    /// <summary>Makes a sandbox's row in which few members are set.</summary>
    public static SandboxMember Sandbox(string id, SandboxMemberState state = SandboxMemberState.Ready, string? tenant = null, string pool = "node") => new()
    {
        Account = CloudAccountName.Default,
        Pool = pool,
        Id = id,
        State = state,
        Template = "node@1",
        Provider = "fake",
        Tenant = tenant is null ? null : Key(tenant),
        DueAt = Now.AddMinutes(1),
        StateSince = Now,
        CreatedAt = Now,
    };

    /// <summary>Sets every member of a sandbox's row that can be set.</summary>
    public static SandboxMember Filled(SandboxMember member) => member with
    {
        Sandbox = SandboxId.Parse("i4k2m9qz7x"),
        Tenant = Key("user-42@example.com", 3, "test", member.Account.Value),
        Incarnation = 7,
        Owner = "host-ä",
        LeaseExpiresAt = Now.AddMinutes(2).AddTicks(1),
        DueAt = Now.AddMinutes(3).AddTicks(2),
        LastActivityAt = Now.AddTicks(3),
        StateSince = Now.AddTicks(4),
        PausedBytes = 5_000_000_000,
        Data = StepData.Empty.With("manifest", "值\n\"x\""),
        CreatedAt = Now.AddTicks(5),
    };

    /// <summary>Makes a pooled environment's row in which few members are set.</summary>
    public static PooledEnvironment Pooled(string id, PooledEnvironmentState state = PooledEnvironmentState.Ready, string pool = "small") => new()
    {
        Account = CloudAccountName.Default,
        Pool = pool,
        Id = id,
        State = state,
        Subject = Key($"pool/{id}"),
        Shape = "baas_personal|ap-shanghai|flexdb,storage",
        DueAt = Now.AddMinutes(1),
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    /// <summary>Sets every member of a pooled environment's row that can be set.</summary>
    public static PooledEnvironment Filled(PooledEnvironment member) => member with
    {
        Environment = EnvironmentId.Parse("Env-1a2B3c"),
        Template = "web@3#9f86d081",
        PaidUntil = Now.AddMonths(1).AddTicks(1),
        Tenant = Key("user-42@example.com", 3, "test", member.Account.Value),
        Fence = 4,
        Owner = "host-ä",
        DueAt = Now.AddMinutes(3).AddTicks(2),
        FilledAt = Now.AddTicks(3),
        Reason = "余额不足",
        Data = StepData.Empty.With("alias", "a1"),
        CreatedAt = Now.AddTicks(5),
        UpdatedAt = Now.AddTicks(6),
    };

    /// <summary>Makes a shared record.</summary>
    public static SharedRecord Shared(string name, string kind = "template-breaker", string value = "open") => new()
    {
        Account = CloudAccountName.Default,
        Kind = kind,
        Name = name,
        Data = StepData.Empty.With("state", value),
        UpdatedAt = Now.AddTicks(1),
    };

    /// <summary>Adds a sandbox's row without a ceiling.</summary>
    public static StoreChange Insert(SandboxMember member, SandboxCeilings? ceilings = null) => new StoreChange.InsertSandboxMember(member, ceilings);

    /// <summary>Adds a pooled environment's row.</summary>
    public static StoreChange Insert(PooledEnvironment member, int ceiling = int.MaxValue) => new StoreChange.InsertPooledEnvironment(member, ceiling);
}
