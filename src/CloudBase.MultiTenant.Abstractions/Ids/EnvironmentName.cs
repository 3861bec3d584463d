using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>Names one of a tenant's environments.</summary>
/// <remarks>1 to 40 characters of a-z, 0-9 and '-', starting with a letter. Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct EnvironmentName
{
    private readonly string? _value;

    private EnvironmentName(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(EnvironmentName) names nothing: make one with EnvironmentName.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static EnvironmentName Parse(string value) =>
        Check(value) is { } problem ? throw new FormatException(problem) : new EnvironmentName(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out EnvironmentName result)
    {
        bool valid = Check(value) is null;
        result = valid ? new EnvironmentName(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    /// <summary>Gets the environment named <c>default</c>, the only one a tenant has today.</summary>
    public static EnvironmentName Default { get; } = new("default");

    /// <summary>Gets the environment named <c>pool</c>: what a pool has not handed to a tenant yet. No tenant's environment is ever named so.</summary>
    public static EnvironmentName Pool { get; } = new("pool");

    private static string? Check(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "The environment name is empty: give 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.";
        }

        if (value.Length > 40 || value[0] is not (>= 'a' and <= 'z') || value.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            return $"'{value}' is no environment name: it takes 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.";
        }

        return null;
    }
}
