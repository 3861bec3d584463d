using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>The short name under which an environment is ordered; drawn at random, never derived from a tenant.</summary>
/// <remarks>1 to 20 characters of a-z, 0-9 and '-', starting with a letter, without '--' and without '-' at the end (the cloud's rule). Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct EnvironmentAlias
{
    private readonly string? _value;

    private EnvironmentAlias(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(EnvironmentAlias) names nothing: make one with EnvironmentAlias.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static EnvironmentAlias Parse(string value) =>
        Check(value) is { } problem ? throw new FormatException(problem) : new EnvironmentAlias(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out EnvironmentAlias result)
    {
        bool valid = Check(value) is null;
        result = valid ? new EnvironmentAlias(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    private static string? Check(string? value)
    {
        if (value is not { Length: >= 1 and <= 20 } || value[0] is not (>= 'a' and <= 'z') || value[^1] == '-'
            || value.Contains("--", StringComparison.Ordinal)
            || value.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            return $"'{value}' is no environment alias: 1 to 20 characters of a-z, 0-9 and '-', starting with a letter, no '--', no '-' at the end.";
        }

        return null;
    }
}
