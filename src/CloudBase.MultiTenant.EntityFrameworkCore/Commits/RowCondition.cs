namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>What a stored row must meet to be changed, besides having the key.</summary>
/// <param name="ExpectedProperty">The property that must have <paramref name="Expected"/>; null for none.</param>
/// <param name="Expected">The value expected.</param>
/// <param name="Guards">Properties compared with the new row's.</param>
internal readonly record struct RowCondition(string? ExpectedProperty, object? Expected, params IReadOnlyList<(string Property, string Operator)> Guards)
{
    /// <summary>Compares a property that may be set once: the stored value is null, or the new row's.</summary>
    public const string Kept = "kept";

    /// <summary>Compares a property that must be as it is stored.</summary>
    public const string Same = "=";

    public static RowCondition None { get; } = new(null, null);

    public IEnumerable<string> GuardProperties => Guards.Select(g => g.Property);

    public IEnumerable<string> SameProperties => Guards.Where(g => g.Operator == Same).Select(g => g.Property);

    public static RowCondition Version(long expected, params IReadOnlyList<(string Property, string Operator)> guards) =>
        new("Version", expected, guards);
}
