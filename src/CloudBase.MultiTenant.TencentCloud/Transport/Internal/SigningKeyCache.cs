using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Derived signing keys by secret, day and service: three of the four HMACs of a signature are the same all day.</summary>
internal sealed class SigningKeyCache
{
    /// <summary>More than a day's services times a rotation's keys; beyond it the cache starts anew, which costs three HMACs a key.</summary>
    private const int Capacity = 128;

    private readonly ConcurrentDictionary<Entry, SigningKey> _keys = new();

    public int Count => _keys.Count;

    public SigningKey Get(SecretString secretKey, int day, ReadOnlySpan<byte> date, string service)
    {
        var entry = new Entry(secretKey, day, service);
        return _keys.TryGetValue(entry, out SigningKey? key) ? key : Derive(entry, date);
    }

    private SigningKey Derive(Entry entry, ReadOnlySpan<byte> date)
    {
        byte[] secret = Encoding.UTF8.GetBytes("TC3" + entry.SecretKey.Reveal());
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, date, hash);
        CryptographicOperations.ZeroMemory(secret);
        HMACSHA256.HashData(hash, Encoding.UTF8.GetBytes(entry.Service), hash);
        var key = new SigningKey(HMACSHA256.HashData(hash, "tc3_request"u8));
        if (_keys.Count >= Capacity)
        {
            _keys.Clear();
        }

        _keys[entry] = key;
        return key;
    }

    private readonly record struct Entry(SecretString SecretKey, int Day, string Service);
}
