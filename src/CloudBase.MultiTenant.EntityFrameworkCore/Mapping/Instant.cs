namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Instants as ticks in UTC: exact, and in order on every database.</summary>
internal static class Instant
{
    /// <summary>Later than every instant: what an order has in the place of null.</summary>
    public const long Never = long.MaxValue;

    public static DateTimeOffset Of(long ticks) => new(ticks, TimeSpan.Zero);

    public static DateTimeOffset? OrNull(long? ticks) => ticks is { } value ? Of(value) : null;
}
