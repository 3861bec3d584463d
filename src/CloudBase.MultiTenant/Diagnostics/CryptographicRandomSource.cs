using System.Security.Cryptography;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Diagnostics;

/// <summary>Chance from the operating system.</summary>
internal sealed class CryptographicRandomSource : IRandomSource
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);

    public double NextDouble()
    {
        Span<byte> bytes = stackalloc byte[8];
        RandomNumberGenerator.Fill(bytes);
        return (BitConverter.ToUInt64(bytes) >> 11) * (1.0 / (1UL << 53));
    }
}
