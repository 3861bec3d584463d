namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>An audit record.</summary>
internal sealed partial class AuditRow
{
    public long Sequence { get; set; }

    public long At { get; set; }

    public string Account { get; set; } = string.Empty;

    public string TenantId { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public int Generation { get; set; }

    public string? Operation { get; set; }

    public string Step { get; set; } = string.Empty;

    public string Action { get; set; } = string.Empty;

    public string Outcome { get; set; } = string.Empty;

    public string Actor { get; set; } = string.Empty;

    public string? RequestId { get; set; }

    public string? Detail { get; set; }
}
