namespace CloudBase.MultiTenant.EntityFrameworkCore.Rows;

/// <summary>An entry of an operation's journal.</summary>
internal sealed partial class JournalRow
{
    public string Operation { get; set; } = string.Empty;

    public long Sequence { get; set; }

    public string Kind { get; set; } = string.Empty;

    public string Step { get; set; } = string.Empty;

    public int Attempt { get; set; }

    public string Data { get; set; } = string.Empty;

    public long Fence { get; set; }

    public long At { get; set; }

    public string? Note { get; set; }
}
