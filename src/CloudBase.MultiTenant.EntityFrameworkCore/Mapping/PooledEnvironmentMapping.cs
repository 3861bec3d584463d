using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Environments of pools as rows, and back.</summary>
internal static class PooledEnvironmentMapping
{
    public static PooledEnvironmentRow ToRow(PooledEnvironment member, long version)
    {
        TenantMapping.CheckAccount(member.Account, member.Tenant);
        TenantMapping.CheckAccount(member.Account, member.Subject);
        return new PooledEnvironmentRow
        {
            Account = member.Account.Value,
            Id = member.Id,
            Pool = member.Pool,
            State = Word.Of(member.State),
            SubjectId = member.Subject.Tenant.Value,
            SubjectEnvironment = member.Subject.Environment.Value,
            SubjectGeneration = member.Subject.Generation,
            EnvironmentId = member.Environment?.Value,
            Shape = member.Shape,
            Template = member.Template,
            PaidUntil = member.PaidUntil?.UtcTicks,
            TenantId = member.Tenant?.Tenant.Value,
            Environment = member.Tenant?.Environment.Value,
            Generation = member.Tenant?.Generation,
            Fence = member.Fence,
            Owner = member.Owner,
            DueAt = member.DueAt.UtcTicks,
            FilledAt = member.FilledAt?.UtcTicks ?? Instant.Never,
            Reason = member.Reason,
            Data = member.Data.ToJson(),
            CreatedAt = member.CreatedAt.UtcTicks,
            UpdatedAt = member.UpdatedAt.UtcTicks,
            Version = version,
        };
    }

    public static PooledEnvironment ToMember(PooledEnvironmentRow row) => new()
    {
        Account = CloudAccountName.Parse(row.Account),
        Id = row.Id,
        Pool = row.Pool,
        State = Word.Parse<PooledEnvironmentState>(row.State),
        Subject = TenantMapping.Key(row.Account, row.SubjectId, row.SubjectEnvironment, row.SubjectGeneration),
        Environment = row.EnvironmentId is { } environment ? EnvironmentId.Parse(environment) : null,
        Shape = row.Shape,
        Template = row.Template,
        PaidUntil = Instant.OrNull(row.PaidUntil),
        Tenant = row.TenantId is { } tenant ? TenantMapping.Key(row.Account, tenant, row.Environment!, row.Generation ?? 0) : null,
        Fence = row.Fence,
        Owner = row.Owner,
        DueAt = Instant.Of(row.DueAt),
        FilledAt = row.FilledAt == Instant.Never ? null : Instant.Of(row.FilledAt),
        Reason = row.Reason,
        Data = StepData.FromJson(row.Data),
        CreatedAt = Instant.Of(row.CreatedAt),
        UpdatedAt = Instant.Of(row.UpdatedAt),
        Version = row.Version,
    };
}
