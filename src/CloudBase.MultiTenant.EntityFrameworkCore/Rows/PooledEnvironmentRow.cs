namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>An environment of a pool.</summary>
internal sealed partial class PooledEnvironmentRow
{
    public string Account { get; set; } = string.Empty;

    public string Id { get; set; } = string.Empty;

    public string Pool { get; set; } = string.Empty;

    public string State { get; set; } = string.Empty;

    public string SubjectId { get; set; } = string.Empty;

    public string SubjectEnvironment { get; set; } = string.Empty;

    public int SubjectGeneration { get; set; }

    public string? EnvironmentId { get; set; }

    public string Shape { get; set; } = string.Empty;

    public string? Template { get; set; }

    public long? PaidUntil { get; set; }

    public string? TenantId { get; set; }

    public string? Environment { get; set; }

    public int? Generation { get; set; }

    public long Fence { get; set; }

    public string? Owner { get; set; }

    public long DueAt { get; set; }

    /// <summary>Gets or sets since when it is ready, or <see cref="Mapping.Instant.Never"/>: databases do not agree on where null stands in an order.</summary>
    public long FilledAt { get; set; }

    public string? Reason { get; set; }

    public string Data { get; set; } = string.Empty;

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }

    public long Version { get; set; }
}
