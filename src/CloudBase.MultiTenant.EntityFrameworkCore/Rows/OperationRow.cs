namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>An operation.</summary>
internal sealed partial class OperationRow
{
    public string Id { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public string Account { get; set; } = string.Empty;

    public string TenantHash { get; set; } = string.Empty;

    public string TenantId { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public int Generation { get; set; }

    public string State { get; set; } = string.Empty;

    public bool IsOpen { get; set; }

    public bool IsFinal { get; set; }

    public string Input { get; set; } = string.Empty;

    public string Result { get; set; } = string.Empty;

    public string? CurrentStep { get; set; }

    public string? LeaseOwner { get; set; }

    public long? LeaseFence { get; set; }

    public long? LeaseExpiresAt { get; set; }

    public long Fence { get; set; }

    public long DueAt { get; set; }

    public long Deadline { get; set; }

    public int Attempts { get; set; }

    public bool CancelRequested { get; set; }

    public string? Problem { get; set; }

    public long LastSequence { get; set; }

    public long CreatedAt { get; set; }

    public long UpdatedAt { get; set; }

    public long? CompletedAt { get; set; }

    public long Version { get; set; }
}
