using System.Diagnostics.CodeAnalysis;

namespace CloudBase.MultiTenant;

/// <summary>Identifies one snapshot of a sandbox, as its provider named it.</summary>
/// <remarks>1 to 128 visible ASCII characters without '/' or white space. Compared ordinally. Immutable and thread-safe.</remarks>
public readonly record struct SandboxSnapshotId
{
    private readonly string? _value;

    private SandboxSnapshotId(string value) => _value = value;

    /// <summary>Gets the text of this value.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nothing.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(SandboxSnapshotId) names nothing: make one with SandboxSnapshotId.Parse.");

    /// <summary>Parses a value, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The text.</param>
    /// <exception cref="FormatException">The text breaks the rule.</exception>
    public static SandboxSnapshotId Parse(string value) =>
        VisibleText.Check(value, "snapshot id", "snap-4k2m9qz7x") is { } problem ? throw new FormatException(problem) : new SandboxSnapshotId(value);

    /// <summary>Parses a value when it keeps the rule.</summary>
    /// <param name="value">The text.</param>
    /// <param name="result">The value, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out SandboxSnapshotId result)
    {
        bool valid = VisibleText.Check(value, "snapshot id", "snap-4k2m9qz7x") is null;
        result = valid ? new SandboxSnapshotId(value!) : default;
        return valid;
    }

    /// <summary>Returns the text of this value, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;
}
