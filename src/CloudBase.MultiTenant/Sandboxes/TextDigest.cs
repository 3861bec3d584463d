using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>A short hash of several texts, for names that must not have the texts in them.</summary>
internal static class TextDigest
{
    private const int Digits = 16;

    /// <summary>The beginning of a SHA-256, 16 hex digits. Its length goes before each part, so that no two lists of parts are hashed alike.</summary>
    public static string Of(IEnumerable<string?> parts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string? part in parts)
        {
            byte[] bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..Digits];
    }
}
