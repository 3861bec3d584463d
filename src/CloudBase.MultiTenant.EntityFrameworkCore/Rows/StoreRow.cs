namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>The one row that says whose the store is, and that every writer locks first.</summary>
internal sealed partial class StoreRow
{
    public int Id { get; set; }

    public string? Deployment { get; set; }

    public string? MarkerKey { get; set; }

    public long? CreatedAt { get; set; }

    public long Commits { get; set; }

    public long AuditSequence { get; set; }
}
