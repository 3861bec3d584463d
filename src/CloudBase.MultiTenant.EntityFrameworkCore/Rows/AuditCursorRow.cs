namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>How far an audit sink is.</summary>
internal sealed partial class AuditCursorRow
{
    public string Sink { get; set; } = string.Empty;

    public long Sequence { get; set; }
}
