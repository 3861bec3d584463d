namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>A small record that hosts share.</summary>
internal sealed partial class SharedRecordRow
{
    public string Account { get; set; } = string.Empty;

    public string Kind { get; set; } = string.Empty;

    public string Name { get; set; } = string.Empty;

    public string Data { get; set; } = string.Empty;

    public long UpdatedAt { get; set; }

    public long Version { get; set; }
}
