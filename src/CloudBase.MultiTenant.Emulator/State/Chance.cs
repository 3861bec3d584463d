using System.Security.Cryptography;

namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>Draws ids and keys: repeatable when a seed is given, from the system otherwise. Not thread-safe.</summary>
internal sealed class Chance(int? seed)
{
    private const string LowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private readonly Random? _random = seed is { } value ? new Random(value) : null;

    public double NextDouble() => _random?.NextDouble() ?? RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    public string Lower(int length) => Draw(LowerAlphanumeric, length);

    public string Mixed(int length) => Draw(Alphanumeric, length);

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        if (_random is null)
        {
            RandomNumberGenerator.Fill(bytes);
        }
        else
        {
            _random.NextBytes(bytes);
        }

        return bytes;
    }

    public string RequestId() => new Guid(Bytes(16)).ToString();

    private string Draw(string alphabet, int length) => _random is null
        ? RandomNumberGenerator.GetString(alphabet, length)
        : string.Create(length, (alphabet, _random), static (span, source) => source._random.GetItems<char>(source.alphabet, span));
}
