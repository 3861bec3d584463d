using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>API key slots as rows, and back.</summary>
internal static class ApiKeySlotMapping
{
    public static ApiKeySlotRow ToRow(ApiKeySlot slot, long version) => new()
    {
        Account = slot.Tenant.Account.Value,
        EnvironmentId = slot.Environment.Value,
        Slot = slot.Slot,
        Scope = slot.Scope,
        ScopeGeneration = slot.Generation,
        TenantId = slot.Tenant.Tenant.Value,
        Environment = slot.Tenant.Environment.Value,
        Generation = slot.Tenant.Generation,
        State = Word.Of(slot.State),
        KeyName = slot.KeyName,
        KeyId = slot.KeyId,
        ProtectedKey = slot.ProtectedKey,
        Owner = slot.Owner,
        ClaimExpiresAt = slot.ClaimExpiresAt.UtcTicks,
        IssuedAt = slot.IssuedAt?.UtcTicks,
        ExpiresAt = slot.ExpiresAt?.UtcTicks,
        Version = version,
    };

    public static ApiKeySlot ToSlot(ApiKeySlotRow row) => new()
    {
        Tenant = TenantMapping.Key(row.Account, row.TenantId, row.Environment, row.Generation),
        Environment = EnvironmentId.Parse(row.EnvironmentId),
        Slot = row.Slot,
        Scope = row.Scope,
        Generation = row.ScopeGeneration,
        State = Word.Parse<ApiKeySlotState>(row.State),
        KeyName = row.KeyName,
        KeyId = row.KeyId,
        ProtectedKey = row.ProtectedKey,
        Owner = row.Owner,
        ClaimExpiresAt = Instant.Of(row.ClaimExpiresAt),
        IssuedAt = Instant.OrNull(row.IssuedAt),
        ExpiresAt = Instant.OrNull(row.ExpiresAt),
        Version = row.Version,
    };
}
