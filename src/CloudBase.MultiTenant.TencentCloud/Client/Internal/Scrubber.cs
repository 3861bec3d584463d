using System.Buffers;
using System.Text;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Keeps foreign text in errors short and free of anything that could be a secret.</summary>
internal static class Scrubber
{
    private const int LongestMessage = 400;
    private const int LongestExcerpt = 80;

    /// <summary>Longer runs of these are taken for keys, tokens or hashes.</summary>
    private const int LongestWord = 20;

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-");

    /// <summary>Shortens a message of the cloud.</summary>
    public static string Shorten(string message, TencentCloudCredential told)
    {
        foreach (SecretString? secret in (ReadOnlySpan<SecretString?>)[told.SecretKey, told.SessionToken])
        {
            message = secret is null ? message : message.Replace(secret.Reveal(), secret.ToString(), StringComparison.Ordinal);
        }

        // A line's end in what the cloud repeats would write a line of the log.
        string text = string.Concat(message.Take(LongestMessage).Select(static c => char.IsControl(c) ? ' ' : c));
        return message.Length <= LongestMessage ? text : text + "…";
    }

    /// <summary>Shows how a body that is no JSON begins: no long words, no control characters.</summary>
    public static string Excerpt(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "an empty body";
        }

        // JSON may hold what was asked for, keys included; what is shown is for recognising a proxy's page.
        if (body.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..])
        {
            return "JSON of another shape";
        }

        string text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestExcerpt * 2)]);
        var result = new StringBuilder("it begins \"");
        int word = 0;
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, LongestExcerpt)))
        {
            word = WordCharacters.Contains(c) ? word + 1 : 0;
            if (word > LongestWord)
            {
                result.Length -= word == LongestWord + 1 ? LongestWord : 0;
                result.Append(word == LongestWord + 1 ? "…" : string.Empty);
                continue;
            }

            result.Append(char.IsControl(c) ? ' ' : c);
        }

        return result.Append('"').ToString();
    }
}
