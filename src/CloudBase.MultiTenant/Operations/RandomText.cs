using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Draws names from a-z and 2-7: 32 characters, so that a byte's low five bits choose without bias.</summary>
internal static class RandomText
{
    public const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static string Draw(IRandomSource random, int length)
    {
        Span<byte> bytes = stackalloc byte[length];
        random.Fill(bytes);
        Span<char> text = stackalloc char[length];
        for (int i = 0; i < length; i++)
        {
            text[i] = Alphabet[bytes[i] & 31];
        }

        return new string(text);
    }

    public static OperationId DrawOperationId(IRandomSource random) => OperationId.Parse("op-" + Draw(random, 26));

    /// <summary>A letter and 19 more: about 99 bits, so that nobody predicts the alias of a tenant.</summary>
    public static EnvironmentAlias DrawAlias(IRandomSource random)
    {
        // 26 letters: the five bits are redrawn until they name one.
        Span<byte> one = stackalloc byte[1];
        do
        {
            random.Fill(one);
        }
        while ((one[0] & 31) >= 26);

        return EnvironmentAlias.Parse(Alphabet[one[0] & 31] + Draw(random, 19));
    }
}
