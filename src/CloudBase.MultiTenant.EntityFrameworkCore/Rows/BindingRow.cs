namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>The tenant of an environment.</summary>
internal sealed partial class BindingRow
{
    public string Account { get; set; } = string.Empty;

    public string EnvironmentId { get; set; } = string.Empty;

    public string TenantId { get; set; } = string.Empty;

    public string Environment { get; set; } = string.Empty;

    public int Generation { get; set; }

    public long BoundAt { get; set; }
}
