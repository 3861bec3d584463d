namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>A sandbox of a pool; its tenant, once it has one, under the hash of its id.</summary>
internal sealed partial class SandboxMemberRow
{
    public string Account { get; set; } = string.Empty;

    public string Id { get; set; } = string.Empty;

    public string Pool { get; set; } = string.Empty;

    public string State { get; set; } = string.Empty;

    public string Template { get; set; } = string.Empty;

    public string Provider { get; set; } = string.Empty;

    public string? SandboxId { get; set; }

    public string? TenantHash { get; set; }

    public string? TenantId { get; set; }

    public string? Environment { get; set; }

    public int? Generation { get; set; }

    public long Incarnation { get; set; }

    public string? Owner { get; set; }

    public long? LeaseExpiresAt { get; set; }

    public long DueAt { get; set; }

    public long? LastActivityAt { get; set; }

    public long StateSince { get; set; }

    public long PausedBytes { get; set; }

    public string Data { get; set; } = string.Empty;

    public long CreatedAt { get; set; }

    public long Version { get; set; }
}
