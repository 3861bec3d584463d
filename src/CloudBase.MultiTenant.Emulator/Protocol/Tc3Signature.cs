using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>Computes TC3-HMAC-SHA256 from the published description; shares nothing with any client.</summary>
/// <remarks>Thread-safe. Derived keys (a date and a service) are kept, because they cost three of the four HMACs.</remarks>
internal sealed class Tc3Signature
{
    private const int MaxDerivedKeys = 20_000;
    private readonly ConcurrentDictionary<(string SecretId, string Date, string Service), byte[]> _derivedKeys = new();

    public void Forget() => _derivedKeys.Clear();

    public bool Matches(Tc3Authorization authorization, string secretKey, CloudRequest request, string timestamp)
    {
        Span<byte> claimed = stackalloc byte[32];
        if (Convert.FromHexString(authorization.Signature, claimed, out _, out var written) != OperationStatus.Done || written != 32)
        {
            return false;
        }

        var key = DerivedKey(authorization, secretKey);
        Span<byte> payloadHash = stackalloc byte[32];
        SHA256.HashData(request.Body.Span, payloadHash);
        Span<byte> computed = stackalloc byte[32];

        // Official clients sign the host with its port (.NET) or without (Node), and values as sent or in lower case.
        ReadOnlySpan<bool> choices = [false, true];
        foreach (var lowerAll in choices)
        {
            foreach (var withoutPort in choices)
            {
                if (withoutPort && request.HostName.Length == request.Host.Length)
                {
                    continue;
                }

                Compute(authorization, key, request, timestamp, payloadHash, withoutPort ? request.HostName : request.Host, lowerAll, computed);
                if (CryptographicOperations.FixedTimeEquals(computed, claimed))
                {
                    return true;
                }
            }
        }

        return false;
    }

    internal static void Compute(
        Tc3Authorization authorization, ReadOnlySpan<byte> key, CloudRequest request, string timestamp,
        ReadOnlySpan<byte> payloadHash, string host, bool lowerAll, Span<byte> signature)
    {
        var canonical = new StringBuilder(256)
            .Append(request.Method).Append("\n/\n")
            .Append(request.Method == "GET" ? request.Query : string.Empty).Append('\n');
        foreach (var name in authorization.SignedHeaders)
        {
            var value = name == "host" ? host : request.Header(name).Trim();
            canonical.Append(name).Append(':').Append(lowerAll || name == "x-tc-action" ? value.ToLowerInvariant() : value).Append('\n');
        }

        canonical.Append('\n').AppendJoin(';', authorization.SignedHeaders).Append('\n').Append(Convert.ToHexStringLower(payloadHash));

        Span<byte> canonicalHash = stackalloc byte[32];
        HashUtf8(canonical.ToString(), canonicalHash);
        var stringToSign = $"{Tc3Authorization.Algorithm}\n{timestamp}\n{authorization.Date}/{authorization.Service}/tc3_request\n{Convert.ToHexStringLower(canonicalHash)}";
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(stringToSign), signature);
    }

    internal static byte[] DeriveKey(string secretKey, string date, string service)
    {
        var secretDate = HMACSHA256.HashData(Encoding.UTF8.GetBytes("TC3" + secretKey), Encoding.UTF8.GetBytes(date));
        var secretService = HMACSHA256.HashData(secretDate, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(secretService, "tc3_request"u8);
    }

    private byte[] DerivedKey(Tc3Authorization authorization, string secretKey)
    {
        var id = (authorization.SecretId, authorization.Date, authorization.Service);
        if (_derivedKeys.TryGetValue(id, out var key))
        {
            return key;
        }

        if (_derivedKeys.Count >= MaxDerivedKeys)
        {
            _derivedKeys.Clear();
        }

        return _derivedKeys[id] = DeriveKey(secretKey, authorization.Date, authorization.Service);
    }

    private static void HashUtf8(string text, Span<byte> hash)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var length = Encoding.UTF8.GetBytes(text, bytes);
        SHA256.HashData(bytes.AsSpan(0, length), hash);
        ArrayPool<byte>.Shared.Return(bytes);
    }
}
