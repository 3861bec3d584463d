using System.Security.Cryptography;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>A derived key with a keyed HMAC kept ready: setting the algorithm up anew costs more than the hash itself. Thread-safe.</summary>
internal sealed class SigningKey(byte[] key)
{
    private IncrementalHash? _idle;

    public void Sign(ReadOnlySpan<byte> text, Span<byte> signature)
    {
        IncrementalHash hmac = Interlocked.Exchange(ref _idle, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(text);
        hmac.GetHashAndReset(signature);

        // Whoever signs at the same moment makes one of its own; one is kept.
        Interlocked.Exchange(ref _idle, hmac)?.Dispose();
    }
}
