using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>Identifies one CloudBase environment, as the cloud named it.</summary>
/// <remarks>1 to 128 visible ASCII characters without '/' or white space. Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct EnvironmentId
{
    private readonly string? _value;

    private EnvironmentId(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(EnvironmentId) names nothing: make one with EnvironmentId.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static EnvironmentId Parse(string value) =>
        VisibleText.Check(value, "environment id", "abc-1a2b3c") is { } problem ? throw new FormatException(problem) : new EnvironmentId(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out EnvironmentId result)
    {
        bool valid = VisibleText.Check(value, "environment id", "abc-1a2b3c") is null;
        result = valid ? new EnvironmentId(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;
}
