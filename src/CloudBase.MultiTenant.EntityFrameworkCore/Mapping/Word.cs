namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Enumerations by name.</summary>
internal static class Word
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Enum.GetName(value) ?? throw new ArgumentOutOfRangeException(nameof(value), value, $"{value} is no {typeof(T).Name}.");

    public static T Parse<T>(string word)
        where T : struct, Enum =>
        Enum.TryParse(word, out T value) && Enum.IsDefined(value) ? value
            : throw new FormatException($"'{word}' is no {typeof(T).Name} that this version knows.");
}
