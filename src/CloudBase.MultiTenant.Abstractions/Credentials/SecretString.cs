using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CloudBase.MultiTenant;

/// <summary>A secret. It shows itself nowhere but through <see cref="Reveal"/>: not in text, JSON, the debugger or logs.</summary>
/// <remarks>Immutable and thread-safe. Equality compares the secrets in constant time.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
[JsonConverter(typeof(SecretStringJsonConverter))]
public sealed class SecretString : IEquatable<SecretString>
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly string _value;

    /// <summary>Wraps a secret.</summary>
    /// <param name="value">The secret; not empty.</param>
    public SecretString(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>Returns the secret itself. Call it only where the secret leaves for the place it is meant for.</summary>
    public string Reveal() => _value;

    /// <summary>Returns a placeholder, never the secret.</summary>
    public override string ToString() => "[secret]";

    /// <inheritdoc/>
    public bool Equals(SecretString? other) =>
        ReferenceEquals(this, other) || other is not null && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(_value.AsSpan()),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(other._value.AsSpan()));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SecretString);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);

    private sealed class SecretStringJsonConverter : JsonConverter<SecretString>
    {
        public override SecretString Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new JsonException("A secret is never read from JSON as such: bind it from configuration or a secret store.");

        public override void Write(Utf8JsonWriter writer, SecretString value, JsonSerializerOptions options) =>
            writer.WriteStringValue("[secret]");
    }
}
