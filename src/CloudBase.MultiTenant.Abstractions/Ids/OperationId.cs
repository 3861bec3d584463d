using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>Identifies one durable operation.</summary>
/// <remarks>'op-' followed by 26 characters of a-z and 2-7. Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct OperationId
{
    private readonly string? _value;

    private OperationId(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(OperationId) names nothing: make one with OperationId.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static OperationId Parse(string value) =>
        Check(value) is { } problem ? throw new FormatException(problem) : new OperationId(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out OperationId result)
    {
        bool valid = Check(value) is null;
        result = valid ? new OperationId(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    private static string? Check(string? value)
    {
        if (value is not { Length: 29 } || !value.StartsWith("op-", StringComparison.Ordinal)
            || value.AsSpan(3).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz234567"))
        {
            return $"'{value}' is no operation id: it looks like 'op-' and 26 characters of a-z and 2-7.";
        }

        return null;
    }
}
