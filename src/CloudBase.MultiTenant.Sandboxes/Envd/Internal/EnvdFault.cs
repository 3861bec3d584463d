using CloudBase.MultiTenant.Sandboxes.Diagnostics;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>What envd, or the gateway before it, says went wrong.</summary>
/// <param name="Status">The HTTP status; 200 where it came at the end of a stream.</param>
/// <param name="Code">A word such as <c>not_found</c>, or a number as text, shortened; empty where there was none.</param>
/// <param name="Message">What it says, shortened.</param>
internal readonly record struct EnvdFault(int Status, string Code, string Message)
{
    private const int LongestMessage = 300;
    private const int LongestCode = 64;

    public static EnvdFault Of(int status, string code, string? message) => new(status, ForeignText.Shorten(code, LongestCode), ForeignText.Shorten(message, LongestMessage));

    public bool Is(string code, int status) => Code == code || (Status == status && (Code.Length == 0 || char.IsAsciiDigit(Code[0])));

    public bool Says(string words) => Message.Contains(words, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{(Code.Length == 0 || char.IsAsciiDigit(Code[0]) ? $"HTTP {Status}" : Code)}{(Message.Length == 0 ? string.Empty : $", \"{Message}\"")}";

    /// <summary>A stranger's word, such as a signal's name, as it can be shown.</summary>
    public static string Clean(string word) => ForeignText.Shorten(word, LongestCode);
}
