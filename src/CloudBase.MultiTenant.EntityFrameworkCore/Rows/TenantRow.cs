namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>A tenant, under the hash of its id.</summary>
internal sealed partial class TenantRow
{
    public string Account { get; set; } = string.Empty;

    public string TenantHash { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public int Generation { get; set; }

    public string TenantId { get; set; } = string.Empty;

    public string Alias { get; set; } = string.Empty;

    public string? EnvironmentId { get; set; }

    public string State { get; set; } = string.Empty;

    public string Spec { get; set; } = string.Empty;

    public string Isolation { get; set; } = string.Empty;

    public string Marker { get; set; } = string.Empty;

    public string Source { get; set; } = string.Empty;

    public string? Template { get; set; }

    public string? Quota { get; set; }

    public long? PaidUntil { get; set; }

    public bool CloudRenewsItself { get; set; }

    public long? PurgeExpectedAt { get; set; }

    public string? CurrentOperation { get; set; }

    public string? StateReason { get; set; }

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; }
}
