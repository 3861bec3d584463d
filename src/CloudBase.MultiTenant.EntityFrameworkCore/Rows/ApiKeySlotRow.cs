namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>An API key of an environment.</summary>
internal sealed partial class ApiKeySlotRow
{
    public string Account { get; set; } = string.Empty;

    public string EnvironmentId { get; set; } = string.Empty;

    public int Slot { get; set; }

    public string Scope { get; set; } = string.Empty;

    public long ScopeGeneration { get; set; }

    public string TenantId { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public int Generation { get; set; }

    public string State { get; set; } = string.Empty;

    public string KeyName { get; set; } = string.Empty;

    public string? KeyId { get; set; }

    public string? ProtectedKey { get; set; }

    public string Owner { get; set; } = string.Empty;

    public long ClaimExpiresAt { get; set; }

    public long? IssuedAt { get; set; }

    public long? ExpiresAt { get; set; }

    public long Version { get; set; }
}
