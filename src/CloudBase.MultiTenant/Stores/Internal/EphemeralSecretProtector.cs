using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Stores;

/// <summary>AES-256-GCM under a key that lives as long as this object, for a store that lives no longer either.</summary>
internal sealed class EphemeralSecretProtector : ISecretProtector
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Protect(SecretString secret, string purpose)
    {
        ArgumentNullException.ThrowIfNull(secret);
        ArgumentNullException.ThrowIfNull(purpose);
        byte[] plain = Encoding.UTF8.GetBytes(secret.Reveal());
        byte[] sealedBytes = new byte[NonceSize + TagSize + plain.Length];
        Span<byte> nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize), Encoding.UTF8.GetBytes(purpose));
        CryptographicOperations.ZeroMemory(plain);
        return Base64Url.EncodeToString(sealedBytes);
    }

    public bool TryUnprotect(string protectedText, string purpose, [NotNullWhen(true)] out SecretString? secret)
    {
        ArgumentNullException.ThrowIfNull(protectedText);
        ArgumentNullException.ThrowIfNull(purpose);
        secret = null;
        try
        {
            byte[] sealedBytes = Base64Url.DecodeFromChars(protectedText);
            if (sealedBytes.Length < NonceSize + TagSize)
            {
                return false;
            }

            byte[] plain = new byte[sealedBytes.Length - NonceSize - TagSize];
            using var aes = new AesGcm(_key, TagSize);
            aes.Decrypt(
                sealedBytes.AsSpan(0, NonceSize), sealedBytes.AsSpan(NonceSize + TagSize), sealedBytes.AsSpan(NonceSize, TagSize),
                plain, Encoding.UTF8.GetBytes(purpose));
            secret = new SecretString(Encoding.UTF8.GetString(plain));
            CryptographicOperations.ZeroMemory(plain);
            return true;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }
}
