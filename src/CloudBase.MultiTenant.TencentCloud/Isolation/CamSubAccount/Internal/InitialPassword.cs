using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Draws a password that keeps the cloud's rule: an upper-case and a lower-case letter, a digit and a special character.</summary>
internal static class InitialPassword
{
    internal const int Length = 20;

    // Without characters that are mistaken for each other: people type this once.
    private static readonly string[] Classes = ["ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789", "!@#$%^*()-_=+"];

    internal static SecretString Draw(IRandomSource random)
    {
        string all = string.Concat(Classes);
        char[] drawn = new char[Length];
        for (int i = 0; i < drawn.Length; i++)
        {
            drawn[i] = Pick(i < Classes.Length ? Classes[i] : all, random);
        }

        for (int i = drawn.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1, random);
            (drawn[i], drawn[j]) = (drawn[j], drawn[i]);
        }

        return new SecretString(new string(drawn));
    }

    private static char Pick(string from, IRandomSource random) => from[Below(from.Length, random)];

    // Bytes above the largest multiple are drawn again, so that no character is likelier than another.
    private static int Below(int limit, IRandomSource random)
    {
        Span<byte> one = stackalloc byte[1];
        do
        {
            random.Fill(one);
        }
        while (one[0] >= 256 - (256 % limit));
        return one[0] % limit;
    }
}
