namespace QuickStart.Output;

/// <summary>A column of a table that fits its terminal.</summary>
/// <param name="Name">Its head.</param>
/// <param name="Rank">Where it is narrow, the columns of the highest rank are left out first, and those of rank 0 never.</param>
/// <param name="IsProse">Whether it may be wrapped between words; what is no prose, such as an id, stands whole on a line.</param>
/// <param name="IsTyped">Whether it is a line to copy and type: it is never shortened.</param>
internal sealed record Column(string Name, int Rank = 0, bool IsProse = false, bool IsTyped = false);
