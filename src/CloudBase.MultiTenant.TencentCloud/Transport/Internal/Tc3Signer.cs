using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>TC3-HMAC-SHA256 over spans. Thread-safe.</summary>
/// <remarks>
/// It covers <c>content-type;host</c>, as all official clients do: the signature of the same bytes is then the same, which recorded
/// requests prove, and TLS covers the rest. <c>x-tc-action</c> is covered on demand.
/// </remarks>
internal sealed class Tc3Signer(SigningKeyCache keys)
{
    public const string JsonContentType = "application/json";

    private const int StackBytes = 1024;
    private const int HexHashLength = 64;

    private readonly CanonicalHashes _hashes = new();

    /// <summary>Returns the Authorization header.</summary>
    public string Authorize(in SigningInput input)
    {
        long unix = input.SignedAt.ToUnixTimeSeconds();
        CanonicalHashes.Entry? kept = _hashes.Find(input);
        if (kept?.Authorization(input, unix) is { } same)
        {
            return same;
        }

        ReadOnlySpan<byte> signedHeaders = input.Action is null ? "content-type;host"u8 : "content-type;host;x-tc-action"u8;
        Span<byte> timestamp = stackalloc byte[20];
        Utf8Formatter.TryFormat(unix, timestamp, out int timestampLength);
        timestamp = timestamp[..timestampLength];
        DateTimeOffset utc = input.SignedAt.ToUniversalTime();
        Span<byte> date = stackalloc byte[10];
        WriteDate(utc.Date, date);

        Span<byte> canonicalHash = stackalloc byte[HexHashLength];
        if (kept is null)
        {
            HashCanonicalRequest(input, signedHeaders, canonicalHash);
            _hashes.Note(input, canonicalHash);
        }
        else
        {
            kept.Hex.CopyTo(canonicalHash);
        }

        int capacity = 256 + (3 * (input.Service.Length + input.Credential.SecretId.Length));
        byte[]? rented = capacity > StackBytes ? ArrayPool<byte>.Shared.Rent(capacity) : null;
        Span<byte> buffer = rented is null ? stackalloc byte[StackBytes] : rented;
        var text = new Utf8Writer(buffer);
        text.Add("TC3-HMAC-SHA256\n"u8);
        text.Add(timestamp);
        text.Add("\n"u8);
        text.Add(date);
        text.Add("/"u8);
        text.Add(input.Service);
        text.Add("/tc3_request\n"u8);
        text.Add(canonicalHash);

        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        keys.Get(input.Credential.SecretKey, DateOnly.FromDateTime(utc.DateTime).DayNumber, date, input.Service).Sign(text.Written, signature);

        text.Clear();
        text.Add("TC3-HMAC-SHA256 Credential="u8);
        text.Add(input.Credential.SecretId);
        text.Add("/"u8);
        text.Add(date);
        text.Add("/"u8);
        text.Add(input.Service);
        text.Add("/tc3_request, SignedHeaders="u8);
        text.Add(signedHeaders);
        text.Add(", Signature="u8);
        text.AddHex(signature);
        string authorization = Encoding.UTF8.GetString(text.Written);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        kept?.Keep(input, unix, authorization);
        return authorization;
    }

    private static void WriteDate(DateTime day, Span<byte> date)
    {
        Write(day.Year, date[..4]);
        Write(day.Month, date[5..7]);
        Write(day.Day, date[8..]);
        date[4] = date[7] = (byte)'-';

        static void Write(int number, Span<byte> digits)
        {
            for (int i = digits.Length - 1; i >= 0; i--, number /= 10)
            {
                digits[i] = (byte)('0' + (number % 10));
            }
        }
    }

    /// <summary>Writes the hash of the canonical request in lower-case hexadecimal.</summary>
    public static void HashCanonicalRequest(in SigningInput input, ReadOnlySpan<byte> signedHeaders, Span<byte> hex)
    {
        string method = input.Method ?? "POST";
        string query = input.Query ?? string.Empty;
        string contentType = input.ContentType ?? JsonContentType;
        string action = input.Action ?? string.Empty;
        int capacity = 192 + (3 * (method.Length + query.Length + contentType.Length + input.Host.Length + action.Length));
        byte[]? rented = capacity > StackBytes ? ArrayPool<byte>.Shared.Rent(capacity) : null;
        Span<byte> buffer = rented is null ? stackalloc byte[StackBytes] : rented;
        var text = new Utf8Writer(buffer);
        text.Add(method);
        text.Add("\n/\n"u8);
        text.Add(query);
        text.Add("\ncontent-type:"u8);
        text.Add(contentType);
        text.Add("\nhost:"u8);
        text.Add(input.Host);
        if (input.Action is not null)
        {
            text.Add("\nx-tc-action:"u8);
            text.AddLower(action);
        }

        text.Add("\n\n"u8);
        text.Add(signedHeaders);
        text.Add("\n"u8);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input.Body, hash);
        text.AddHex(hash);
        SHA256.HashData(text.Written, hash);
        Convert.TryToHexStringLower(hash, hex, out _);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
