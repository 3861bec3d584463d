using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant;

/// <summary>Identifies a tenant: a user, a project or an organisation of the platform, by the platform's own id.</summary>
/// <remarks>
/// 1 to 256 UTF-8 bytes of well-formed text without control characters. Compared ordinally and never normalised:
/// ids that differ only in case or accents are different tenants. Immutable and thread-safe.
/// </remarks>
public readonly record struct TenantId
{
    /// <summary>The longest id, in UTF-8 bytes.</summary>
    public const int MaxUtf8Bytes = 256;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _value;

    private TenantId(string value) => _value = value;

    /// <summary>Gets the platform's id.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>, which names nobody.</exception>
    public string Value => _value ?? throw new InvalidOperationException("default(TenantId) names nobody: make one with TenantId.Parse.");

    /// <summary>Parses an id, or throws an error that names the value, the rule and the way out.</summary>
    /// <param name="value">The platform's id.</param>
    /// <exception cref="FormatException">The id is empty, too long, malformed or has control characters.</exception>
    public static TenantId Parse(string value) =>
        Check(value) is { } problem ? throw new FormatException(problem) : new TenantId(value);

    /// <summary>Parses an id when it keeps the rule.</summary>
    /// <param name="value">The platform's id.</param>
    /// <param name="result">The id, when this returns true.</param>
    public static bool TryParse([NotNullWhen(true)] string? value, out TenantId result)
    {
        bool valid = Check(value) is null;
        result = valid ? new TenantId(value!) : default;
        return valid;
    }

    /// <summary>Returns the lower-case hexadecimal SHA-256 of the id's UTF-8 bytes, under which stores keep the tenant.</summary>
    /// <remarks>A collation that folds case or accents can merge two ids, but never two hashes.</remarks>
    public string ToStorageKey()
    {
        Span<byte> utf8 = stackalloc byte[MaxUtf8Bytes];
        int written = Strict.GetBytes(Value, utf8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..written], hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>Returns the platform's id, or an empty string for <c>default</c>.</summary>
    public override string ToString() => _value ?? string.Empty;

    private static string? Check(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return "The tenant id is empty: give the platform's id of the user or project, 1 to 256 UTF-8 bytes.";
        }

        int bytes;
        try
        {
            bytes = Strict.GetByteCount(value);
        }
        catch (EncoderFallbackException)
        {
            return "The tenant id is no well-formed text (it has half of a surrogate pair): give the id as the identity provider sent it.";
        }

        // Before the length, whose message quotes the id.
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]))
            {
                return $"The tenant id has the control character U+{(int)value[i]:X4} at position {i}: remove it, or give an id without control characters.";
            }
        }

        return bytes <= MaxUtf8Bytes
            ? null
            : $"The tenant id '{Shortened(value)}…' has {bytes} UTF-8 bytes, at most {MaxUtf8Bytes} are allowed: give a shorter id, such as a hash of this one.";
    }

    private static string Shortened(string value) => value[..(char.IsHighSurrogate(value[15]) ? 15 : 16)];
}
