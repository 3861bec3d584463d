using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Sandboxes of pools as rows, and back.</summary>
internal static class SandboxMemberMapping
{
    public static SandboxMemberRow ToRow(SandboxMember member, long version)
    {
        TenantMapping.CheckAccount(member.Account, member.Tenant);
        return new SandboxMemberRow
        {
            Account = member.Account.Value,
            Id = member.Id,
            Pool = member.Pool,
            State = Word.Of(member.State),
            Template = member.Template,
            Provider = member.Provider,
            SandboxId = member.Sandbox?.Value,
            TenantHash = member.Tenant?.Tenant.ToStorageKey(),
            TenantId = member.Tenant?.Tenant.Value,
            Environment = member.Tenant?.Environment.Value,
            Generation = member.Tenant?.Generation,
            Incarnation = member.Incarnation,
            Owner = member.Owner,
            LeaseExpiresAt = member.LeaseExpiresAt?.UtcTicks,
            DueAt = member.DueAt.UtcTicks,
            LastActivityAt = member.LastActivityAt?.UtcTicks,
            StateSince = member.StateSince.UtcTicks,
            PausedBytes = member.PausedBytes,
            Data = member.Data.ToJson(),
            CreatedAt = member.CreatedAt.UtcTicks,
            Version = version,
        };
    }

    public static SandboxMember ToMember(SandboxMemberRow row) => new()
    {
        Account = CloudAccountName.Parse(row.Account),
        Id = row.Id,
        Pool = row.Pool,
        State = Word.Parse<SandboxMemberState>(row.State),
        Template = row.Template,
        Provider = row.Provider,
        Sandbox = row.SandboxId is { } sandbox ? SandboxId.Parse(sandbox) : null,
        Tenant = row.TenantId is { } tenant ? TenantMapping.Key(row.Account, tenant, row.Environment!, row.Generation ?? 0) : null,
        Incarnation = row.Incarnation,
        Owner = row.Owner,
        LeaseExpiresAt = Instant.OrNull(row.LeaseExpiresAt),
        DueAt = Instant.Of(row.DueAt),
        LastActivityAt = Instant.OrNull(row.LastActivityAt),
        StateSince = Instant.Of(row.StateSince),
        PausedBytes = row.PausedBytes,
        Data = StepData.FromJson(row.Data),
        CreatedAt = Instant.Of(row.CreatedAt),
        Version = row.Version,
    };
}
