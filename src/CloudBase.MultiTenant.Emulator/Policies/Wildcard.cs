namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>Matches text against a pattern in which <c>*</c> stands for any run of characters. Ordinal.</summary>
internal static class Wildcard
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int patternAt = 0, textAt = 0, star = -1, retry = 0;
        while (textAt < text.Length)
        {
            if (patternAt < pattern.Length && pattern[patternAt] == '*')
            {
                star = patternAt++;
                retry = textAt;
            }
            else if (patternAt < pattern.Length && pattern[patternAt] == text[textAt])
            {
                patternAt++;
                textAt++;
            }
            else if (star >= 0)
            {
                patternAt = star + 1;
                textAt = ++retry;
            }
            else
            {
                return false;
            }
        }

        while (patternAt < pattern.Length && pattern[patternAt] == '*')
        {
            patternAt++;
        }

        return patternAt == pattern.Length;
    }
}
