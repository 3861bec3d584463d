using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>Names this installation; pinned in the store at first start, so that staging cannot adopt production's environments.</summary>
/// <remarks>1 to 40 characters of a-z, 0-9 and '-', starting with a letter. Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct DeploymentName
{
    private readonly string? _value;

    private DeploymentName(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(DeploymentName) names nothing: make one with DeploymentName.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static DeploymentName Parse(string value) =>
        Check(value) is { } problem ? throw new FormatException(problem) : new DeploymentName(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out DeploymentName result)
    {
        bool valid = Check(value) is null;
        result = valid ? new DeploymentName(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    private static string? Check(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "The deployment name is empty: give 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.";
        }

        if (value.Length > 40 || value[0] is not (>= 'a' and <= 'z') || value.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-"))
        {
            return $"'{value}' is no deployment name: it takes 1 to 40 characters of a-z, 0-9 and '-', starting with a letter.";
        }

        return null;
    }
}
